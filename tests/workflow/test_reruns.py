"""What a run does with results that are stale, damaged, missing, or back again: a handful of real runs."""

import re
import shutil

from lfi.provenance.digests import file_digest

FLOW = "results/line/estimators/flow/weights.safetensors"
DRAWS = "results/line/posteriors/flow.h5"


def restored(run) -> set[str]:
    """Results that were not computed again, as ``sample line/flow``."""
    return set(re.findall(r"^(\S+ \S+) +restored: inputs unchanged", run.stdout, re.MULTILINE))


def jobs(run) -> set[str]:
    """Trainings that a job was started for."""
    return set(re.findall(r"^(train \S+) +job ", run.stdout, re.MULTILINE))


def test_a_damaged_output_is_made_again_and_its_kept_copy_is_not_believed(changed):
    draws = changed.folder / DRAWS
    whole = draws.read_bytes()
    (kept,) = (path for path in changed.results.glob(".store/*/*/*flow.h5") if path.read_bytes() == whole)
    kept.unlink()
    kept.hardlink_to(draws)  # as the workflow leaves it: what changes one in place changes both
    with draws.open("r+b") as file:
        file.truncate(len(whole) - 100)
    run = changed.run(DRAWS)
    assert run.returncode == 0, run.stdout
    assert f"stale: sample line/flow: {DRAWS} was changed by hand, or cut short" in run.stdout
    assert draws.read_bytes() == whole
    assert not restored(run)
    assert not jobs(run)


def test_what_is_made_from_a_file_that_was_made_again_otherwise_is_made_again_also_in_a_later_run(changed):
    timing = changed.results / "line/posteriors/flow.timing.json"
    before = timing.read_bytes()
    shutil.rmtree(changed.results / ".store")  # nothing to restore: the time is measured again
    timing.unlink()
    assert changed.run("results/line/posteriors/flow.timing.json").returncode == 0
    assert timing.read_bytes() != before
    plan = changed.planned()
    assert plan.jobs == {"compare line", "judge line", "report"}
    assert "compare line: results/line/posteriors/flow.timing.json has changed since" in plan.reasons


def test_what_is_forced_is_computed_again_also_where_the_same_is_kept(changed):
    weights, timing = changed.folder / FLOW, changed.results / "line/posteriors/flow.timing.json"
    before, took = weights.read_bytes(), timing.read_bytes()
    weights.write_bytes(before[:-1])  # no copy of it is believed, but that of the training would be
    run = changed.run("--forcerun", "train", DRAWS, "--", DRAWS)
    assert run.returncode == 0, run.stdout
    assert jobs(run) == {"train line/flow"}
    assert "from step" not in run.stdout
    assert not restored(run)
    assert weights.read_bytes() == before
    assert timing.read_bytes() != took


def test_a_deleted_shard_is_made_again_the_same_and_a_setting_that_comes_back_finds_its_results(changed):
    shard = changed.results / "line/simulations/training/00000000-00001000.h5"
    digest, before = file_digest(shard), (changed.folder / DRAWS).read_bytes()
    shard.unlink()
    training = changed.line["estimators"]["flow"]["training"]
    training["learning_rate"] = 0.003
    both = ["results/line/evaluations/mean.h5", DRAWS]
    run = changed.run(*both)
    assert run.returncode == 0, run.stdout
    assert file_digest(shard) == digest
    assert jobs(run) == {"train line/flow"}
    assert restored(run) == {"evaluate line/mean"}
    assert (changed.folder / DRAWS).read_bytes() != before
    del training["learning_rate"]
    run = changed.run(*both)
    assert run.returncode == 0, run.stdout
    assert not jobs(run)
    assert restored(run) == {"sample line/flow"}
    assert (changed.folder / DRAWS).read_bytes() == before
    assert changed.planned(*both).jobs == set()


def test_a_simulator_rewritten_so_that_its_data_are_the_same_costs_what_its_file_computes_alone(tiny):
    tiny.config["problems"].pop("curve")
    source = tiny.folder / "mine.py"
    text = (
        "from lfi.problems.line import Line\n\n\nclass Mine(Line):\n    def simulate(self, theta, rng):\n        {}\n"
    )
    source.write_text(text.format("return super().simulate(theta, rng)"))
    tiny.line.update(source="mine.py", references={"exact": {"draws": 1000}})
    wanted = [DRAWS, "results/line/posteriors/exact.h5", "results/line/simulations/test/00000000-00000500.h5"]
    assert tiny.run(*wanted).returncode == 0
    source.write_text(text.format("return 1.0 * super().simulate(theta, rng)"))
    again = {"sample line/flow", "train line/flow", "exact line", "observe line"}
    assert again <= tiny.planned(*wanted).jobs
    run = tiny.run(*wanted)
    assert run.returncode == 0, run.stdout
    assert restored(run) == {"sample line/flow"}  # the exact posterior is the file's as well
    assert not jobs(run)
    plan = tiny.planned(*wanted)
    assert plan.jobs == set(), plan.reasons


def test_a_deleted_training_output_is_promoted_again_without_a_job(changed):
    weights = changed.folder / FLOW
    before = weights.read_bytes()
    weights.unlink()
    assert changed.planned().jobs == set()  # nothing needs it
    run = changed.run(FLOW)
    assert run.returncode == 0, run.stdout
    assert weights.read_bytes() == before
    assert not jobs(run)
