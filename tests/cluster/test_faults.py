"""What happens to jobs, nodes, disks and SLURM's daemons costs a training no step and no byte."""

import contextlib
import json
import signal
from pathlib import Path

import pytest
from support.cluster import CLUSTER, processes, shell
from support.drivers import UNDISTURBED, wait_for


def test_an_undisturbed_training_on_a_node_gives_the_bytes_of_one_on_this_machine(run, uninterrupted):
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


@pytest.mark.parametrize("times", [1, 2])
def test_a_preempted_training_goes_on_at_the_step_it_reached(run, uninterrupted, preempt, times):
    driver, step = run.start(), 0
    for k in range(times):
        step = run.hold(beyond=step)
        preempt()
        wait_for(lambda k=k: len(run.state.starts()) == k + 2, what="the job's next start")
    driver.end()
    assert run.weights() == uninterrupted
    assert run.counts() == {"jobs": 1, "starts": times + 1, "twice": 0}


def test_an_exception_in_the_training_shows_its_last_lines_at_once(run):
    broken = run.folder / "broken.h5"
    broken.write_bytes(b"nothing")
    run.specification = run.specification.model_copy(update={"shards": [str(broken)]})
    said = run.finish(code=1)
    assert "the training failed; the last lines of its job" in said
    assert "broken.h5: damaged or cut short" in said
    assert run.counts()["jobs"] == 1
    assert not (run.folder / "out").exists()


def test_code_that_changed_between_submission_and_start_is_refused(run):
    run.specification = run.specification.model_copy(update={"code": "0" * 64})
    assert "code changed between submission and start" in run.finish(code=1)
    assert run.state.completion(run.specification.key) is None


@pytest.mark.alone
def test_the_accounting_database_may_be_away(run, uninterrupted):
    driver = run.start()
    run.hold()
    shell(str(CLUSTER), "stop-accounting")
    try:
        run.release()
        driver.end()
    finally:
        shell(str(CLUSTER), "start-accounting")
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


@pytest.mark.alone
def test_the_controller_may_be_away_while_a_driver_submits_and_while_it_waits(run, uninterrupted):
    shell(str(CLUSTER), "stop-controller")
    try:
        driver = run.start()
        driver.wait_for_line("the scheduler does not answer, trying again")
    finally:
        shell(str(CLUSTER), "start-controller")
    run.hold()
    shell(str(CLUSTER), "stop-controller")
    try:
        # The queue's newest answer is then that there was none.
        wait_for(lambda: json.loads((run.folder / "queue.json").read_text())["entries"] is None, what="no answer")
    finally:
        shell(str(CLUSTER), "start-controller")
    run.release()
    driver.end()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_training_whose_node_dies_goes_on_elsewhere_from_its_last_checkpoint(run, uninterrupted):
    run.placement = run.placement.model_copy(update={"checkpoint_seconds": 0.2})
    driver = run.start()
    wait_for(run.state.newest_checkpoint, what="a checkpoint")
    run.hold()
    checkpoint, node = run.state.newest_checkpoint(), run.state.starts()[-1]["node"]
    shell(str(CLUSTER), "kill-node", node)
    try:
        driver.end()
    finally:
        shell(str(CLUSTER), "revive-node", node)
    assert run.weights() == uninterrupted
    first, second = run.state.starts()
    assert (second["step"], second["node"] != first["node"]) == (checkpoint, True)


def test_a_training_longer_than_its_walltime_goes_on_in_the_next_allocation(run, uninterrupted):
    run.placement = run.placement.model_copy(update={"minutes": 1, "notice_seconds": 5})
    driver = run.start()
    run.hold()
    (process,) = processes(run.job())
    wait_for(lambda: notified(process), what="SLURM's notice")
    run.release()
    driver.end()
    assert run.weights() == uninterrupted
    counts = run.counts()
    assert counts["jobs"] == 1
    assert counts["starts"] >= 2
    assert counts["twice"] == 0


def notified(process) -> bool:
    """Whether SLURM has sent SIGUSR2 to a process that is stopped: the signal is pending, or has woken the process."""
    status = Path(f"/proc/{process.pid}/status")
    try:
        (pending,) = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("ShdPnd")]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return bool(int(pending, 16) >> (signal.SIGUSR2 - 1) & 1)


def test_a_full_disk_stops_with_a_clear_line_and_costs_no_checkpoint(run, uninterrupted, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    shell("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small))
    try:
        run.folder, run.placement = small, run.placement.model_copy(update={"checkpoint_seconds": 0.2})
        driver = run.start()
        wait_for(run.state.newest_checkpoint, what="a checkpoint")
        run.hold()
        filler = small / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"0" * 4096)
        run.release()
        assert "No space left on device" in driver.end(code=1)
        assert run.state.newest_checkpoint() is not None
        filler.unlink()
        run.finish()
        assert run.weights() == uninterrupted
    finally:
        run.kill_drivers()
        shell("umount", "--lazy", str(small))
