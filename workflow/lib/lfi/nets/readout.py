"""A least-squares estimate of the parameters, fitted in closed form before any training."""

import torch
from torch import Tensor, nn

from lfi.errors import LfiError


class LinearReadout(nn.Module):
    """theta ≈ A x + b, with the standard deviation of what is left, so that a network only has to learn the rest.

    A posterior far narrower than its prior makes a badly conditioned target: a network must get theta right to a small
    part of its range. Linear regression does that exactly for linear models and roughly for most; the density
    estimator then works in units of the residual. (Regression summaries: Fearnhead & Prangle 2012, J. R. Stat. Soc. B
    74, 419.) The fit is kept in buffers, beside the weights, and is not trained.

    Args:
        basis: shape (data, functions): x is projected on it first, which shares what is learned over the data's
            elements. The identity means none.
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
        """Least squares of theta (n, parameters) on x (n, data), in double precision.

        Raises:
            LfiError: there are too few pairs: the fit would go through all of them, and nothing would seem left.
        """
        features = x.double() @ self.basis.double()
        spare = len(x) - features.shape[1] - 1
        if spare <= 0:
            raise LfiError(
                f"readout: {len(x)} pairs to train on are too few for a regression on {features.shape[1]} numbers; "
                "simulate more, or use readout: none or smooth"
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
    """Legendre polynomials of degree 0 … functions-1 over the coordinates' range, shape (points, functions)."""
    low, high = coordinates.min(), coordinates.max()
    t = (2 * (coordinates - low) / (high - low) - 1).double()
    columns = [torch.ones_like(t), t]
    for k in range(1, functions - 1):  # Bonnet's recursion
        columns.append(((2 * k + 1) * t * columns[k] - k * columns[k - 1]) / (k + 1))
    return torch.stack(columns[:functions], dim=1)
