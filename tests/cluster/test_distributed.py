import numpy as np
import pytest
from lfi.launch.driver import Driver
from lfi.launch.placement import Placement
from safetensors.numpy import load
from support.cluster import ClusterRun
from support.drivers import PATIENCE
from support.trainings import specification


def largest_difference(ours: bytes, theirs: bytes) -> float:
    """Of any weight."""
    first, second = load(ours), load(theirs)
    return max(float(np.abs(first[name] - second[name].astype(float)).max()) for name in second)


@pytest.mark.parametrize(("nodes", "devices"), [(1, 2), (2, 2)])
def test_several_devices_and_nodes_give_the_weights_of_one_up_to_float_error(run, shard, tmp_path, nodes, devices):
    # Few steps: over thousands Adam turns differences in the last digit into visible ones.
    run.specification = specification(shard, run.specification.key, epochs=3)
    one = tmp_path / "one"
    Driver(run.specification, one, Placement(), tmp_path, print, PATIENCE).drive(one / "out")
    run.placement = run.placement.model_copy(update={"nodes": nodes, "devices": devices})
    run.finish()
    assert run.counts() == {"jobs": 1, "starts": 1, "twice": 0}
    assert largest_difference(run.weights(), (one / "out/weights.safetensors").read_bytes()) < 1e-5


def preempted(run, shard, preempt):
    """A training of two processes that goes on after a preemption."""
    run.placement = run.placement.model_copy(update={"devices": 2})
    run.specification = specification(shard, run.specification.key, epochs=160, keep="last")
    driver = run.start()
    run.hold()
    preempt()
    driver.end()
    assert run.counts() == {"jobs": 1, "starts": 2, "twice": 0}


def test_a_preempted_distributed_training_goes_on_at_the_step_it_reached(run, shard, preempt):
    preempted(run, shard, preempt)


@pytest.mark.slow
def test_a_preempted_distributed_training_has_the_weights_of_an_undisturbed_one(run, shard, tmp_path, preempt):
    preempted(run, shard, preempt)
    (tmp_path / "again").mkdir()
    again = ClusterRun(tmp_path / "again", specification(shard, "b" * 64, epochs=160, keep="last"), run.placement)
    again.finish()
    assert largest_difference(run.weights(), again.weights()) < 1e-5
