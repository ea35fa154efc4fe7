import pytest
import torch
from lfi.nets.compress import Compress


def fitted(x, shared=()):
    compress = Compress(tuple(x.shape[1:]), shared)
    compress.fit(x)
    return compress


@pytest.fixture
def normal():
    return torch.randn(2000, 3, generator=torch.Generator().manual_seed(1))


def test_data_of_one_scale_remain_as_they_are(normal):
    for x in (normal, 5 + normal, torch.rand(2000, 3), torch.ones(2000, 3), torch.poisson(5 + 0 * normal)):
        assert torch.equal(fitted(x)(x), x)


def test_positive_data_over_orders_of_magnitude_become_their_logarithms(normal):
    x = (3 * normal).exp()
    assert torch.allclose(fitted(x)(x), 3 * normal, atol=1e-5)


def test_each_element_is_taken_on_its_own_scale(normal):
    x = torch.stack([normal[:, 0], (3 * normal[:, 1]).exp()], dim=1)
    assert torch.allclose(fitted(x)(x), torch.stack([normal[:, 0], 3 * normal[:, 1]], dim=1), atol=1e-5)


def test_heavy_tails_are_drawn_in_and_their_order_stays(normal):
    x = normal.sinh().sinh()
    compressed = fitted(x)(x)
    assert compressed.abs().max() < 0.1 * x.abs().max()
    assert torch.equal(compressed.argsort(dim=0), x.argsort(dim=0))


def test_axes_that_are_shared_are_treated_alike():
    x = torch.stack([torch.logspace(0, 3, 500), torch.linspace(1, 2, 500)], dim=1)[:, :, None].expand(-1, -1, 4)
    shared = fitted(x, shared=(-1,))
    assert shared.logarithmic.tolist() == [[True], [False]]
    assert torch.equal(shared(x), fitted(x)(x))


def test_what_was_fitted_is_saved_and_loaded(normal):
    x = normal.exp().exp()
    first, second = fitted(x), Compress((3,))
    second.load_state_dict(first.state_dict())
    assert torch.equal(first(x), second(x))
    assert not torch.equal(second(x), x)


def test_data_beyond_what_was_seen_give_finite_numbers(normal):
    x = (3 * normal).exp()
    assert fitted(x)(torch.tensor([[0.0, -1.0, 1e30]])).isfinite().all()
