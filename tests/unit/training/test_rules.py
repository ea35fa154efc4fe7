"""What the configuration of an estimator leaves open."""

import pytest
from lfi.config.estimators import Estimator, Mixture, Regressor
from lfi.training.build import DataDescription
from lfi.training.rules import complete
from pydantic import TypeAdapter


def described(*shape, parameters=3):
    return DataDescription(parameters=[f"p{k}" for k in range(parameters)], shape=list(shape))


def test_an_entry_that_says_nothing_is_a_mixture():
    assert TypeAdapter(Estimator).validate_python({}) == Mixture()


@pytest.mark.parametrize("pairs", [2, 100, 1000, 10_000, 1_000_000])
@pytest.mark.parametrize("shape", [(1,), (64,), (200,), (3, 500), (64, 64), (2, 32, 32)])
def test_nothing_stays_open(pairs, shape):
    chosen = complete(Mixture(), described(*shape), pairs)
    options = chosen.training
    assert None not in (chosen.width, chosen.embedding, options.epochs, options.batch_size, options.learning_rate)
    assert 1 <= options.batch_size <= pairs
    assert options.patience < options.epochs


def test_what_is_given_stays():
    given = {"width": 20, "embedding": {"kind": "none"}, "training": {"epochs": 3, "batch_size": 7, "patience": 2}}
    chosen = complete(Mixture.model_validate(given), described(200), 10_000)
    assert (chosen.width, chosen.embedding.kind) == (20, "none")
    assert (chosen.training.epochs, chosen.training.batch_size, chosen.training.patience) == (3, 7, 2)


def test_more_simulations_give_larger_networks_larger_batches_and_more_steps():
    chosen = [complete(Mixture(), described(8), pairs) for pairs in (1000, 10_000, 100_000)]
    widths, batches, steps = zip(
        *[(c.width, c.training.batch_size, c.training.epochs * n) for c, n in zip(chosen, (1, 10, 100), strict=True)],
        strict=True,
    )
    for values in (widths, batches, steps):
        assert list(values) == sorted(set(values))


@pytest.mark.parametrize(
    ("shape", "kind"), [((8,), "none"), ((200,), "mlp"), ((2, 100), "mlp"), ((32, 32), "convolutional")]
)
def test_large_data_go_through_an_embedding_of_their_shape(shape, kind):
    assert complete(Mixture(), described(*shape), 1000).embedding.kind == kind


def test_a_training_that_keeps_the_last_weights_has_no_patience():
    chosen = complete(Regressor(kind="regressor", training={"keep": "last"}), described(8), 1000)
    assert chosen.training.patience is None
