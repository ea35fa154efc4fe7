"""End the run under a results folder, and every running training, by the job ids that were recorded."""

from pathlib import Path

from lfi.config.loading import results_folder
from lfi.launch.overview import Overview
from lfi.launch.runs import RunLock


def cancel(configuration: Path) -> bool:
    """End the run and the running trainings of a configuration's results; the trainings' checkpoints stay.

    Returns:
        Whether one could not be ended, since its files are damaged.
    """
    results = results_folder(configuration)
    # The run first, or it would start the next trainings.
    run = RunLock(results).cancel()
    overview = Overview(results)
    ended = overview.cancel() if (results / ".train").exists() else []
    lines = [f"cancelled {run} which starts nothing more"] if run else []
    lines += [f"cancelled {training}: {job if ' ' in job else f'job {job}'}" for training, job in ended]
    lines += [f"not cancelled {name}: {damage}" for name, damage in overview.damage.items()]
    print("\n".join(lines) or f"nothing runs under {results}")
    return bool(overview.damage)
