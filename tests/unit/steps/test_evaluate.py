"""From a trained estimator to the scores of its predictions."""

import numpy as np
import pytest
from lfi.config.estimators import Moments, Resources, Training
from lfi.data import arrays, simulations
from lfi.data.posteriors import Draws
from lfi.diagnostics.comparison import inference_scores
from lfi.provenance.parameters import Definitions
from lfi.steps.evaluate import evaluate
from lfi.training.fit import Runtime, fit
from lfi.training.specification import roots
from support.trainings import LINE, specification, write_shard


def test_a_trained_moment_network_is_compared_with_the_exact_posterior(tmp_path):
    options = Training(batch_size=200, epochs=10)
    estimator = Moments(kind="moments", linear_summary="smooth", training=options).model_dump(exclude={"resources"})
    shard, test, values = write_shard(tmp_path), tmp_path / "test.h5", tmp_path / "values.h5"
    training = specification(shard).model_copy(update={"estimator": estimator})
    (tmp_path / "result").mkdir()
    assert fit(training, tmp_path, Runtime(Resources()))
    simulations.write_shard(test, simulations.simulate(LINE, 1, "line", "test", 0, 2000), 0)
    weights, network = tmp_path / "result/weights.safetensors", Definitions(roots(estimator)[1:])
    evaluate(weights, [shard], [test], None, training.split, network, values)
    pairs = simulations.read_set([test])
    exact = LINE.exact().sample(pairs[1][[7, 8, 9, *range(20)]], 1000, np.random.default_rng(0))
    evaluations = {"moments": arrays.read(values)[0]}
    rows = inference_scores(LINE, {"exact": Draws(exact, observations=3)}, {}, {}, evaluations, pairs, beside=[])
    found = {row.score: row for row in rows}
    assert found.keys() == {"rmse_m", "rmse_c", "chi2_per_parameter", "nll", "sd_ratio_m", "sd_ratio_c", "moments_kl"}
    assert found["chi2_per_parameter"].value == pytest.approx(1, abs=0.15)
    assert found["sd_ratio_m"].value == pytest.approx(1, abs=0.15)
    assert found["moments_kl"].value < 0.1
    assert [found[name].n for name in ("nll", "moments_kl")] == [2000, 20]
