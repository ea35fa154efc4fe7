"""What the tutorial's recipe costs in a training of lfi, compared with a plain torch loop over one tensor.

Both train the published flow (Pyro's distributions in the plain loop) on the same simulations, on one thread, by turns.
Printed are medians of the seconds of training, of the mean validation loss, and of the ratio, which must not be above
LIMIT. Nothing is compiled.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch
from lfi.config.estimators import Flow, Resources, Training
from lfi.data import simulations
from lfi.problems.line import Line
from lfi.training.fit import Runtime, fit
from lfi.training.specification import Specification, code_digest
from pyro import distributions as dist
from pyro.distributions.transforms import ConditionalAffineAutoregressive
from pyro.nn import ConditionalAutoRegressiveNN
from support.trainings import description

REPEATS, LIMIT = 3, 0.5
BATCH, EPOCHS, PEAK, WARMUP = 40, 5, 0.005, 0.1
PROBLEM = Line()


def plain(theta: torch.Tensor, x: torch.Tensor) -> ConditionalAffineAutoregressive:
    """The published flow, trained by a plain loop."""
    network = ConditionalAutoRegressiveNN(2, x.shape[1], [10, 10], permutation=torch.arange(2))
    transform = ConditionalAffineAutoregressive(network)
    steps = EPOCHS * (len(theta) // BATCH)
    optimizer = torch.optim.AdamW(transform.parameters(), lr=PEAK)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK, total_steps=steps, pct_start=WARMUP)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(theta)).split(BATCH):
            optimizer.zero_grad()
            loss = -log_prob(transform, theta[batch], x[batch]).mean()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return transform


def log_prob(transform: ConditionalAffineAutoregressive, theta: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Log density of theta (n, 2) given x (n, points), shape (n,)."""
    base = dist.Normal(torch.zeros(2), torch.ones(2)).to_event(1)
    density: torch.Tensor = dist.ConditionalTransformedDistribution(base, [transform]).condition(x).log_prob(theta)
    return density


def specification(shard: Path) -> Specification:
    """The same recipe as a training of lfi."""
    training = Training(
        learning_rate=PEAK, warmup=WARMUP, batch_size=BATCH, epochs=EPOCHS, clip=None, average=False, keep="last"
    )
    flow = Flow(
        kind="flow",
        transform="affine_autoregressive",
        bounded=False,
        hidden=[10, 10],
        standardize=False,
        linear_summary="none",
        training=training,
    )
    estimator = flow.model_dump(exclude={"resources"})
    key, split = "0" * 64, [0.8, 0.2, 0.0]
    return Specification(
        key=key,
        code=code_digest(estimator),
        seed=1,
        estimator=estimator,
        data=description(PROBLEM),
        shards=[str(shard)],
        split=split,
    )


def measure(folder: Path, shard: Path) -> tuple[float, float, float, float]:
    """Seconds and validation loss of the plain loop, and of a training of lfi."""
    theta, x = simulations.read_set([shard])
    pairs = torch.from_numpy(theta).float(), torch.from_numpy(x)
    cut = len(theta) * 4 // 5
    start = time.perf_counter()
    transform = plain(pairs[0][:cut], pairs[1][:cut])
    plain_seconds = time.perf_counter() - start
    with torch.no_grad():
        plain_loss = -float(log_prob(transform, pairs[0][cut:], pairs[1][cut:]).mean())
    (folder / "result").mkdir(parents=True)
    fit(specification(shard), folder, Runtime(Resources()))
    seconds = json.loads((folder / "result/training.json").read_text())["train_seconds"]
    losses = (folder / "result/losses.csv").read_text().splitlines()
    return plain_seconds, plain_loss, seconds, float(losses[-1].split(",")[-1])


def main() -> int:
    """Print the table; 1 if the ratio is above the limit."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as name:
        shard = Path(name) / "shard.h5"
        simulations.write_shard(shard, simulations.simulate(PROBLEM, 1, "line", "training", 0, 20_000), 0)
        rows = [measure(Path(name) / str(repeat), shard) for repeat in range(REPEATS)]
    columns = [statistics.median(column) for column in zip(*rows, strict=True)]
    ratio = statistics.median(row[2] / row[0] for row in rows)
    spread = ", ".join(f"{row[2] / row[0]:.2f}" for row in rows)
    print(f"{'':12}{'seconds':>10}{'validation loss':>18}")
    print(f"{'plain loop':12}{columns[0]:10.2f}{columns[1]:18.3f}")
    print(f"{'lfi':12}{columns[2]:10.2f}{columns[3]:18.3f}")
    print(f"ratio {ratio:.2f} ({spread}), limit {LIMIT}: {'met' if ratio <= LIMIT else 'not met'}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
