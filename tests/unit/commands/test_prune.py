"""What is kept for no result any more."""

from lfi.commands.prune import prune
from lfi.launch.state import State
from lfi.provenance import file_digests
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made, Records, packages


def test_a_training_that_shares_a_file_with_a_result_is_kept_only_where_all_its_files_are_that_results(tmp_path):
    trainings = {}
    for weights in ("old", "new"):
        state = State(tmp_path / ".train/line/flow" / weights)
        state.result.mkdir(parents=True)
        (state.result / "weights.safetensors").write_text(weights)
        (state.result / "estimator.json").write_text("the same")
        state.record_completion(weights)
        trainings[weights] = state
    outputs = sorted(trainings["new"].result.iterdir())
    Records(tmp_path).write(Recipe("train", "line/flow", {}, {}, {}), {}, file_digests(outputs), Made(packages()))
    assert prune(tmp_path) == [trainings["old"].folder]
    assert trainings["new"].folder.exists()
    assert not trainings["old"].folder.exists()
