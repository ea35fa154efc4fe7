"""Likelihood-free inference: simulate, train a density estimator, and set its posterior beside the truth.

In a notebook, or any program; numpy arrays in, numpy arrays out:

    theta, x = lfi.simulate("line", 10_000)
    posterior = lfi.train(theta, x, prior)
    draws = posterior.sample(x_observed, 1000)

What a name needs is loaded when it is first used, so that ``import lfi`` is quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lfi.notebook.posterior import Posterior, load
    from lfi.notebook.simulation import simulate
    from lfi.notebook.training import train

__version__ = "0.1.0"
__all__ = ["Posterior", "load", "simulate", "train"]


# The imports are written out, so that provenance sees what a user's file needs by "lfi.load".
def __getattr__(name: str) -> Any:
    if name in ("Posterior", "load"):
        from lfi.notebook.posterior import Posterior, load

        return load if name == "load" else Posterior
    if name == "simulate":
        from lfi.notebook.simulation import simulate

        return simulate
    if name == "train":
        from lfi.notebook.training import train

        return train
    raise AttributeError(f"module 'lfi' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
