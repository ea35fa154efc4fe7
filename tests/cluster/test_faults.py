import contextlib
import signal
import time

import pytest
from support.cluster import CLUSTER, shell, wait_for

UNDISTURBED = {"jobs": 1, "starts": 1, "twice": 0}


def test_an_undisturbed_training_on_a_node_gives_the_bytes_of_one_on_this_machine(run, uninterrupted):
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


@pytest.mark.parametrize("times", [1, 2])
def test_a_preempted_training_goes_on_at_the_step_it_reached(run, uninterrupted, preempt, times):
    driver = run.start()
    for k in range(times):
        run.wait_for_step(600 * (k + 1))
        preempt()
        wait_for(lambda k=k: len(run.state.starts()) == k + 2, what="the job's next start")
    run.finish(driver)
    assert run.weights() == uninterrupted
    assert run.counts() == {"jobs": 1, "starts": times + 1, "twice": 0}


def test_a_training_that_nobody_watches_is_found_done(run, uninterrupted):
    driver = run.start()
    run.wait_for_step(100)
    driver.kill()
    wait_for(lambda: run.state.completion(run.specification.key), what="the completion record")
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_killed_driver_is_followed_by_one_that_attaches(run, uninterrupted):
    driver = run.start()
    run.wait_for_step(100)
    job = run.job()
    driver.kill()
    assert f"attached to job {job}" in run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_driver_killed_before_it_took_note_of_its_job_does_not_cost_a_second_job(run, uninterrupted):
    driver = run.start()
    run.wait_for_step(100)
    driver.kill()
    (run.folder / "state/jobs.json").unlink()
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_cancelled_training_fails_and_says_so_and_the_next_run_resumes(run, uninterrupted):
    driver = run.start()
    run.target = run.target.model_copy(update={"checkpoint_seconds": 1.0})
    run.wait_for_step(600)
    job = run.job()
    shell("scancel", job)
    assert f"job {job} was cancelled; run again" in run.finish(driver, code=1)
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts()["jobs"] == 2
    assert run.counts()["twice"] == 0


def test_ctrl_c_leaves_the_job_alone_and_the_next_run_attaches(run, uninterrupted):
    driver = run.start()
    run.wait_for_step(100)
    driver.send_signal(signal.SIGINT)
    said, _ = driver.communicate(timeout=30)
    assert f"interrupted; job {run.job()} goes on" in said
    run.finish()
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_two_drivers_of_one_training_submit_one_job(run, uninterrupted):
    first, second = run.start(), run.start()
    said = [first.communicate(timeout=240)[0], second.communicate(timeout=240)[0]]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert "another run drives this training" in "".join(said)
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


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


def test_the_accounting_database_may_be_away(run, uninterrupted):
    driver = run.start()
    run.wait_for_step(100)
    shell(str(CLUSTER), "stop-accounting")
    try:
        run.finish(driver)
    finally:
        shell(str(CLUSTER), "start-accounting")
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_the_controller_may_be_away_while_a_driver_submits_and_while_it_waits(run, uninterrupted):
    shell(str(CLUSTER), "stop-controller")
    driver = run.start()
    time.sleep(60)
    assert driver.poll() is None
    shell(str(CLUSTER), "start-controller")
    run.wait_for_step(100)
    shell(str(CLUSTER), "stop-controller")
    time.sleep(5)
    shell(str(CLUSTER), "start-controller")
    assert "the scheduler does not answer, trying again" in run.finish(driver)
    assert run.weights() == uninterrupted
    assert run.counts() == UNDISTURBED


def test_a_training_whose_node_dies_goes_on_elsewhere(run, uninterrupted):
    run.target = run.target.model_copy(update={"checkpoint_seconds": 1.0})
    driver = run.start()
    run.wait_for_step(1000)
    node = run.state.starts()[-1]["node"]
    shell(str(CLUSTER), "kill-node", node)
    try:
        run.finish(driver)
    finally:
        shell(str(CLUSTER), "revive-node", node)
    assert run.weights() == uninterrupted
    assert run.counts()["starts"] == 2
    assert run.counts()["twice"] < 1000


def test_a_training_longer_than_its_walltime_goes_on_in_the_next_allocation(run, uninterrupted):
    run.target = run.target.model_copy(update={"minutes": 1, "notice_seconds": 56})
    run.finish()
    assert run.weights() == uninterrupted
    counts = run.counts()
    assert counts["jobs"] == 1
    assert counts["starts"] >= 2
    assert counts["twice"] == 0


def test_a_full_disk_stops_with_a_clear_line_and_costs_no_checkpoint(run, uninterrupted, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    shell("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small))
    try:
        run.folder, run.target = small, run.target.model_copy(update={"checkpoint_seconds": 1.0})
        driver = run.start()
        wait_for(lambda: run.state.newest_checkpoint(), what="a checkpoint")
        filler = small / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"0" * 4096)
        assert "No space left on device" in run.finish(driver, code=1)
        assert run.state.newest_checkpoint() is not None
        filler.unlink()
        run.finish()
        assert run.weights() == uninterrupted
    finally:
        for member in run.drivers:
            member.kill()
        shell("umount", "--lazy", str(small))
