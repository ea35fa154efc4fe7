"""The progress of a training, as a person sees it."""

import io
import json

import pytest
from lfi.notebook import progress
from support.drivers import wait_for

STATE = {"epoch": 3, "epochs": 20, "loss": -1.5, "validation": -1.25, "seconds_left": 8.4}
LINE = "training: epoch 3 of 20, validation loss -1.250, 8 s left"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.01)
    return tmp_path / "progress.json"


def test_a_terminal_shows_one_line_that_is_empty_again_at_the_end(file, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.shown(file):
        file.write_text("")
        file.write_text(json.dumps(STATE))
        wait_for(lambda: LINE in terminal.getvalue(), what="the line")
    said = terminal.getvalue()
    assert "\n" not in said
    assert said.endswith(f"\r{' ' * progress.WIDTH}\r")
    assert all(len(part) <= 79 for part in said.split("\r"))


def test_a_file_shows_nothing(file, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    file.write_text(json.dumps(STATE))
    with progress.shown(file):
        pass
    assert not stream.getvalue()


def test_the_line_goes_also_where_the_training_fails(file, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with pytest.raises(ValueError, match="failed"), progress.shown(file):
        raise ValueError("failed")
    assert terminal.getvalue().endswith("\r")
