"""A linear summary of the data: a least-squares estimate of the parameters, fitted in closed form before training."""

import torch
from numpy.polynomial.legendre import legvander
from torch import Tensor, nn

from lfi.errors import LfiError


class LinearSummary(nn.Module):
    """theta ≈ A x + b, with the standard deviation of the residual; the network learns the residual only.

    A posterior far narrower than its prior makes a badly conditioned target: a network must get theta right to a small
    part of its range. Linear regression does that exactly for linear models and roughly for most; the estimator then
    works in units of the residual. (Regression summaries: Fearnhead & Prangle 2012, J. R. Stat. Soc. B 74, 419.) The
    fit is saved in buffers with the weights, and is not trained.

    Args:
        basis: functions that x is projected on first, shape (data, functions): fewer functions than data need fewer
            pairs. The identity projects on all data.
        parameters: number of parameters.
    """

    basis: Tensor
    weight: Tensor
    bias: Tensor
    residual: Tensor

    def __init__(self, basis: Tensor, parameters: int) -> None:
        super().__init__()
        self.register_buffer("basis", basis.float())
        self.register_buffer("weight", torch.zeros(len(basis), parameters))
        self.register_buffer("bias", torch.zeros(parameters))
        self.register_buffer("residual", torch.ones(parameters))

    def fit(self, theta: Tensor, x: Tensor) -> None:
        """Least squares of theta on x, in double precision.

        Args:
            theta: parameters, shape (n, parameters).
            x: data as vectors, shape (n, data).

        Raises:
            LfiError: there are too few pairs: the fit would pass through all of them, with residual 0.
        """
        features = x.double() @ self.basis.double()
        spare = len(x) - features.shape[1] - 1
        if spare <= 0:
            raise LfiError(
                f"linear_summary: {len(x)} pairs to train on are too few for a regression on {features.shape[1]} "
                "numbers; simulate more, or use linear_summary: none or smooth"
            )
        sd, mean = torch.std_mean(features, dim=0, correction=0)
        sd = torch.where(sd > 0, sd, torch.ones_like(sd))
        columns = torch.cat([(features - mean) / sd, torch.ones(len(x), 1, dtype=torch.float64)], dim=1)
        # gelsd: the minimum-norm solution where columns depend on each other.
        solution = torch.linalg.lstsq(columns, theta.double(), driver="gelsd").solution
        slope = solution[:-1] / sd[:, None]
        self.weight.copy_(self.basis.double() @ slope)
        self.bias.copy_(solution[-1] - mean @ slope)
        self.residual.copy_((theta.double() - columns @ solution).square().sum(dim=0).div(spare).sqrt())

    def forward(self, x: Tensor) -> Tensor:
        """Estimate of theta for x (n, data), shape (n, parameters)."""
        return x @ self.weight + self.bias


def smooth_basis(coordinates: Tensor, functions: int) -> Tensor:
    """Legendre polynomials over the coordinates' range, shape (points, functions), in double precision.

    Args:
        coordinates: positions of the points, shape (points,).
        functions: number of polynomials, of degree 0 … functions - 1.

    >>> smooth_basis(torch.tensor([0.0, 1.0, 2.0]), functions=2).tolist()
    [[1.0, -1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    low, high = coordinates.min(), coordinates.max()
    t = (2 * (coordinates - low) / (high - low) - 1).double()
    return torch.from_numpy(legvander(t.numpy(), functions - 1)).contiguous()
