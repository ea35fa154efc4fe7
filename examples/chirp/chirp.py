"""A compact binary's chirp in the LIGO detectors, with the likelihood, detectors and noise of bilby.

Four parameters; sky position, polarisation and inclination are known, as if the source's galaxy were. The waveform is
the leading order of the post-Newtonian expansion in the stationary phase approximation (Cutler & Flanagan 1994, Phys.
Rev. D 49, 2658), so that bilby needs neither LALSuite nor Astropy.
"""

from functools import cache

import numpy as np
from lfi.priors import Product, Uniform
from lfi.problems import Problem

# One second of data, from a GPS time, up to 128 Hz; the signal arrives at the geocentre at 0.9 s plus the parameter.
DURATION, RATE, START, ARRIVAL = 1.0, 256.0, 1_126_259_461.0, 0.9
LOWEST = 20.0
SKY = {"ra": 1.375, "dec": -1.2108, "psi": 2.659}
# G M_sun / c³ and Mpc / c, in seconds.
SUN, MEGAPARSEC = 4.925490947e-6, 1.029271250e14


def polarisations(frequency, chirp_mass, luminosity_distance, phase, **_):
    """h₊ and h× of a binary seen face on; masses in suns, distance in Mpc, without the factor of its arrival time."""
    mass, moving = SUN * chirp_mass, frequency > 0
    f = np.where(moving, frequency, 1.0)
    amplitude = (
        np.sqrt(5 / 24) * np.pi ** (-2 / 3) * mass ** (5 / 6) * f ** (-7 / 6) / (MEGAPARSEC * luminosity_distance)
    )
    turned = 3 / 128 * (np.pi * mass * f) ** (-5 / 3) - phase - np.pi / 4
    plus = np.where(moving, amplitude * np.exp(1j * turned), 0)
    return {"plus": plus, "cross": -1j * plus}


@cache
def detectors():
    """bilby's detectors at Hanford and Livingston, at their design sensitivity."""
    import bilby

    pair = bilby.gw.detector.InterferometerList(["H1", "L1"])
    for detector in pair:
        detector.minimum_frequency, detector.maximum_frequency = LOWEST, RATE / 2
        detector.set_strain_data_from_zero_noise(RATE, DURATION, START)
    return pair


def band():
    """Which frequencies count."""
    return detectors()[0].frequency_mask & (detectors()[0].power_spectral_density_array < np.inf)


def sd(detector):
    """Standard deviation of the noise in the real and in the imaginary part, at each frequency."""
    return np.sqrt(detector.power_spectral_density_array[band()] * DURATION / 4)


class BinaryChirp(Problem):
    """Whitened strain of both detectors, real and imaginary parts: shape (4 frequencies,)."""

    prior = Product(
        Uniform(chirp_mass=(25, 35), luminosity_distance=(800, 3000)),
        Uniform(time=(-0.01, 0.01), phase=(0, 2 * np.pi)),
    )

    def noiseless(self, theta):
        """The signal alone, for each row of theta."""
        mass, distance, time, phase = theta.T[:, :, None]
        frequency = detectors()[0].frequency_array[band()]
        waves = polarisations(frequency, mass, distance, phase)
        parts = []
        for detector in detectors():
            towards = {mode: detector.antenna_response(**SKY, time=START, mode=mode) for mode in waves}
            delay = detector.time_delay_from_geocenter(SKY["ra"], SKY["dec"], START + ARRIVAL)
            strain = sum(towards[mode] * wave for mode, wave in waves.items())
            strain = strain * np.exp(-2j * np.pi * frequency * (ARRIVAL + time + delay)) / sd(detector)
            parts += [strain.real, strain.imag]
        return np.concatenate(parts, axis=1)

    def simulate(self, theta, rng):
        signal = self.noiseless(theta)
        return signal + rng.standard_normal(signal.shape)

    def log_likelihood(self, theta, x):
        likelihood = bilbys_likelihood(x)
        rows = [dict(zip(self.parameters, row, strict=True)) for row in theta.tolist()]
        each = [
            likelihood.log_likelihood_ratio({**row, **SKY, "geocent_time": START + ARRIVAL + row["time"]})
            for row in rows
        ]
        return np.array(each)


def bilbys_likelihood(x):
    """bilby's likelihood of a data set."""
    import bilby

    generator = bilby.gw.WaveformGenerator(
        duration=DURATION,
        sampling_frequency=RATE,
        start_time=START,
        frequency_domain_source_model=polarisations,
        parameter_conversion=lambda parameters: (parameters, []),
    )
    parts = x.reshape(4, -1)
    for i, detector in enumerate(detectors()):
        strain = np.zeros(len(detector.frequency_array), dtype=complex)
        strain[band()] = (parts[2 * i] + 1j * parts[2 * i + 1]) * sd(detector)
        detector.strain_data.set_from_frequency_domain_strain(
            strain, sampling_frequency=RATE, duration=DURATION, start_time=START
        )
        detector.reference_time = START  # the antenna's response does not change within a second
    return bilby.gw.GravitationalWaveTransient(detectors(), generator)
