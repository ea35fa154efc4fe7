import json

import numpy as np
import pytest
from safetensors.numpy import load_file


def distance(run, uninterrupted, tmp_path):
    """The largest difference of a weight from the single process's."""
    (tmp_path / "single.safetensors").write_bytes(uninterrupted)
    ours, theirs = load_file(run.folder / "out/weights.safetensors"), load_file(tmp_path / "single.safetensors")
    return max(np.abs(ours[name] - theirs[name]).max() for name in theirs)


@pytest.mark.parametrize(("nodes", "devices"), [(1, 2), (2, 2)])
def test_several_devices_and_nodes_give_the_weights_of_one_up_to_float_error(
    run, uninterrupted, tmp_path, nodes, devices
):
    run.target = run.target.model_copy(update={"nodes": nodes, "devices": devices})
    run.finish()
    assert run.counts() == {"jobs": 1, "starts": 1, "twice": 0}
    assert json.loads((run.folder / "out/training.json").read_text())["steps"] == 3200
    assert distance(run, uninterrupted, tmp_path) < 1e-3


def test_a_preempted_distributed_training_goes_on_at_the_step_it_reached(run, uninterrupted, tmp_path, preempt):
    run.target = run.target.model_copy(update={"nodes": 2, "devices": 2})
    driver = run.start()
    run.wait_for_step(300)
    preempt()
    run.finish(driver)
    assert run.counts() == {"jobs": 1, "starts": 2, "twice": 0}
    assert distance(run, uninterrupted, tmp_path) < 1e-3
