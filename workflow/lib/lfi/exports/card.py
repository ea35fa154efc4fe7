"""The model card of a trained estimator: what a stranger must know to use its weights, or to leave them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import lfi

HEAD = """\
---
library_name: lfi
license: {license}
tags: [simulation-based-inference, {kind}]
---

# {problem}/{estimator}

{what} of {parameters}, given data of shape {shape}, trained on simulations of the problem `{problem}`.

## Load

```python
{load}
```

lfi {version} wrote it. The weights are in safetensors: loading them runs no stored code.
"""
LOAD_DENSITY = """\
import lfi

posterior = lfi.load("{problem}-{estimator}")  # this folder
draws = posterior.sample(x, 1000)  # x: your data, shape {shape}"""
LOAD_MEAN = """\
from pathlib import Path

import torch
from lfi.training.trained import load

estimator = load(Path("{problem}-{estimator}"))  # this folder
mean = estimator(torch.tensor(x[None], dtype=torch.float32))  # x: your data, shape {shape}"""
LIMITS = """\
- It has learned data that this simulator makes under this prior. For data that the simulator could not have made, and
  for parameters outside the prior, it says nothing; a run's verdict "Misspecification" looks at the former.
- It holds for data of shape {shape} alone, in the simulator's units.
- With another prior it must be trained again, or its draws be weighted by the ratio of the priors.
"""
# Scores of a trained estimator that its card shows, in this order.
SCORES = ("mean_kl", "nll", "information_gain", "c2st", "rmse", "train_seconds")


@dataclass(frozen=True)
class Model:
    """A trained estimator, and what is known of it.

    Attributes:
        problem: name of the problem.
        estimator: name of the estimator.
        description: what ``estimator.json`` holds.
        prior: each parameter's distribution in words; empty for a regression.
        trained_on: what it was trained on, in words, by what it is.
        scores: rows of ``scores.csv``.
        verdicts: rows of ``verdicts.csv``.
        license: of the weights.
    """

    problem: str
    estimator: str
    description: Mapping[str, Any]
    prior: Mapping[str, str]
    trained_on: Mapping[str, str]
    scores: Sequence[Mapping[str, str]] = field(default_factory=list)
    verdicts: Sequence[Mapping[str, str]] = field(default_factory=list)
    license: str = "other"


def card(model: Model) -> str:
    """The card, in Markdown."""
    data, kind = model.description["data"], model.description["estimator"]["kind"]
    shape = "(" + ", ".join(map(str, data["shape"])) + ("," if len(data["shape"]) == 1 else "") + ")"
    names = {"problem": model.problem, "estimator": model.estimator, "kind": kind, "shape": shape}
    density = kind in ("flow", "mixture")
    head = HEAD.format(
        **names,
        license=model.license,
        what=f"A {kind} that estimates the posterior density" if density else f"A {kind} that estimates the mean",
        parameters=", ".join(data["parameters"]),
        load=(LOAD_DENSITY if density else LOAD_MEAN).format(**names),
        version=lfi.__version__,
    )
    sections = {
        "Trained on": _table(model.trained_on),
        "Prior": _table(model.prior),
        "Estimator": _table(_flat(model.description["estimator"])),
        "Scores": _scores(model),
        "Verdicts": _verdicts(model),
        "Limits": LIMITS.format(shape=shape),
        "Licence": _licence(model.license),
    }
    return head + "".join(f"\n## {title}\n\n{text}" for title, text in sections.items() if text)


def _table(rows: Mapping[str, str]) -> str:
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {text} |\n" for name, text in rows.items()) if rows else ""


def _flat(entry: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """The keys of an estimator's entry with those of its parts: ``training.epochs``."""
    found: dict[str, str] = {}
    for key, value in entry.items():
        nested = isinstance(value, Mapping)
        found |= _flat(value, f"{before}{key}.") if nested else {f"`{before}{key}`": str(value)}
    return found


def _scores(model: Model) -> str:
    mine = {row["score"]: row for row in model.scores if row["posterior"] == model.estimator}
    rows = [mine[score] for score in SCORES if score in mine]
    lines = [f"| {r['score']} | {r['value']} | {r['standard_error']} | {r['n']} | {r['reference']} |\n" for r in rows]
    head = "| score | value | standard error | cases | against |\n|---|---|---|---|---|\n"
    return head + "".join(lines) if lines else ""


def _verdicts(model: Model) -> str:
    mine = [row for row in model.verdicts if row["posterior"] == model.estimator]
    return "".join(f"- {'ok' if row['passed'] == 'yes' else '**FAILS**'}: {row['says']}\n" for row in mine)


def _licence(named: str) -> str:
    if named == "other":
        return "None is named: ask whoever trained it. `lfi export --license NAME` names one.\n"
    return f"{named}, for these weights; lfi itself is under the MIT licence.\n"
