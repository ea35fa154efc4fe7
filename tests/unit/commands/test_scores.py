"""What is printed of finished results."""

import csv

from lfi.commands.scores import show
from lfi.diagnostics import ranking, scores, verdicts
from lfi.diagnostics.scores import Score
from lfi.diagnostics.verdicts import Verdict

CONFIGURATION = """
seed: 1
results: {results}
problems:
  line:
    simulations: {{training: 1000}}
    estimators:
      flow: {{kind: flow}}
"""


def test_which_posterior_to_use_comes_before_the_tables(tmp_path, capsys):
    folder = tmp_path / "results/line"
    folder.mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIGURATION.format(results=tmp_path / "results"))
    measured = [Score("flow", "nll", -1.5, 0.1, 200, "test pairs")]
    found = {"flow": [Verdict("SBC", 0.5, 200, True, "SBC: ranks are uniform (p = 0.5, 200 data sets)")]}
    scores.write(folder / "scores.csv", measured)
    verdicts.write(folder / "verdicts.csv", found)
    ranking.write(folder / "ranks.csv", ranking.ranked(found, measured))
    assert not show(tmp_path / "config.yaml")
    printed = capsys.readouterr().out
    first = "line: use flow, which passes all 1 verdicts"
    assert printed.lstrip().startswith(first)
    assert printed.index(first) < printed.index("scores.csv") < printed.index("ok    SBC: ranks are uniform")
    with (folder / "verdicts.csv").open(newline="") as file:
        assert [row["passed"] for row in csv.DictReader(file)] == ["yes"]
