"""Progress of a training, for people."""

from typing import Any


def progress_line(progress: dict[str, Any]) -> str:
    """Progress of a training in one line.

    >>> progress = {"epoch": 3, "epochs": 32, "loss": -6.41, "validation": None, "seconds_left": 8}
    >>> progress_line(progress)
    'epoch  3/32  loss -6.41  0:08 left'
    """
    validation = "" if progress["validation"] is None else f"  validation {progress['validation']:.4g}"
    epoch = f"epoch {progress['epoch']:>{len(str(progress['epochs']))}}/{progress['epochs']}"
    return f"{epoch}  loss {progress['loss']:.4g}{validation}  {duration(progress['seconds_left'])} left"


def duration(seconds: float) -> str:
    """Seconds as minutes and seconds, or as hours, minutes and seconds.

    >>> duration(75.4), duration(3675)
    ('1:15', '1:01:15')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
