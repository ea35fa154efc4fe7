"""The README's example runs as it is written, on fewer pairs."""

import re

import lfi
from matplotlib import pyplot as plt
from support.plans import ROOT


def test_the_example_for_notebooks_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(import lfi\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert "20_000" in example
    names = {}
    exec(example.replace("20_000", "500"), names)
    plt.close("all")
    assert names["draws"].shape == (1000, 2)
    assert lfi.load("line-flow").parameters == ("m", "c")
