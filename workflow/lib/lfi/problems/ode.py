"""Ordinary differential equations for many parameters at once."""

from collections.abc import Callable

from lfi.typing import Array


def runge_kutta(slope: Callable[[Array], Array], state: Array, time: float, steps: int) -> Array:
    """The state after a time, by the classical Runge-Kutta method of fourth order.

    Args:
        slope: time derivative of a state, of its shape.
        state: state at the start.
        time: time from start to end.
        steps: number of equal steps.

    Example:
        >>> import numpy as np
        >>> runge_kutta(lambda y: -y, np.ones(1), time=1.0, steps=20).round(6).tolist()
        [0.367879]
    """
    h = time / steps
    for _ in range(steps):
        first = slope(state)
        second = slope(state + h / 2 * first)
        third = slope(state + h / 2 * second)
        fourth = slope(state + h * third)
        state = state + h / 6 * (first + 2 * second + 2 * third + fourth)
    return state
