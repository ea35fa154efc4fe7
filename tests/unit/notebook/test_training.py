"""What ``lfi.train`` refuses, in one line each."""

import lfi
import numpy as np
import pytest
from lfi.errors import LfiError
from support.trainings import LINE

THETA, X = lfi.simulate(LINE, 100)


@pytest.mark.parametrize(
    ("theta", "x", "options", "message"),
    [
        (THETA[:, :1], X, {}, r"theta has shape \(100, 1\), not \(n, 2\), for m, c"),
        (THETA, X[:50], {}, r"x has shape \(50, 30\), not \(n, \*data\) with n = 100"),
        (THETA, X[:, 0], {}, r"x has shape \(100,\)"),
        (THETA, np.where(X[7, 2] == X, np.nan, X), {}, r"x\[7\] holds a number that is not finite"),
        (THETA + np.array([100, 0]), X, {}, r"theta\[0\] = .* lies outside the prior"),
        (THETA, X, {"kind": "regressor"}, "a regressor has no density, and so no posterior"),
        (THETA, X, {"kind": "flaw"}, "estimator: .*'flaw'.*; config/README.md explains every key"),
        (THETA, X, {"kind": "flow", "hiden": [8]}, "estimator: flow.hiden: "),
    ],
)
def test_what_cannot_be_trained_on_is_named_before_anything_is_trained(theta, x, options, message):
    with pytest.raises(LfiError, match=message) as error:
        lfi.train(theta, x, LINE.prior, **options)
    assert "\n" not in str(error.value)
