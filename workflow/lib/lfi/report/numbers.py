"""Numbers and times as a reader wants them: as many digits as the error allows."""

import math

# Decimals beyond which, and sizes from which, a number is written with an exponent.
DECIMALS, LARGE = 8, 1e9


def measured(value: float, error: float | None) -> str:
    """A measurement with its standard error, to two digits of that; without one, to about four digits.

    Args:
        value: the measurement.
        error: its standard error; None where it has none.

    >>> measured(0.0065605, 0.00503), measured(260992.53, None), measured(-42.67465, None)
    ('0.0066 ± 0.0050', '260,993', '−42.67')
    """
    if not error or not math.isfinite(error):
        return _of_digits(value)
    return f"{rounded(value, error)} ± {rounded(error, error)}"


def rounded(value: float, scale: float) -> str:
    """A number with the decimals that show two digits of a scale, such as the sd of what it is the mean of.

    Args:
        value: the number.
        scale: what its decimals are chosen by; if it is 0 the number itself.

    >>> rounded(2.00413, 0.0131), rounded(1234.5, 80), rounded(1.5e-12, 1e-13)
    ('2.004', '1,234', '1.5e−12')
    """
    if not math.isfinite(value) or value == 0:
        return f"{value:g}".replace("-", "−")
    scale = scale if math.isfinite(scale) and scale > 0 else abs(value)
    decimals = max(0, 1 - math.floor(math.log10(scale)))
    text = f"{value:.3g}" if decimals > DECIMALS or abs(value) >= LARGE else f"{value:,.{decimals}f}"
    return text.replace("-", "−")


def _of_digits(value: float) -> str:
    """A number to four digits, one above 10 to two decimals, and one above 1,000 to the unit."""
    decimals = 2 if abs(value) < 1000 else 0
    text = f"{value:,.{decimals}f}" if 10 <= abs(value) < LARGE else f"{value:.4g}"
    return text.replace("-", "−")


def duration(seconds: float) -> str:
    """A time as one reads it.

    >>> duration(4.24), duration(75), duration(4000)
    ('4.2 s', '1 min 15 s', '1 h 6 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
