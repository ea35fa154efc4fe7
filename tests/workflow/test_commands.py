"""The programs beside the workflow: each takes a configuration of the user's and works on its results."""

import re
import sys
from importlib.metadata import version

from lfi.provenance.digests import file_digest

EXACT = "results/line/posteriors/exact.h5"


def test_verify_makes_a_result_again_and_tells_whether_it_is_the_same(changed):
    files = [path for path in changed.results.rglob("*") if path.is_file() and ".records" not in path.parts]
    before = {path: path.stat().st_mtime_ns for path in files}
    done = changed.program("verify", EXACT, *changed.options())
    assert done.returncode == 0, done.stdout
    assert "line/posteriors/exact.h5: the same" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before
    record = changed.results / ".records/exact/line.json"
    record.write_text(record.read_text().replace(file_digest(changed.folder / EXACT), "0" * 64))
    done = changed.program("verify", EXACT, *changed.options())
    assert done.returncode == 1
    assert "line/posteriors/exact.h5: DIFFERENT" in done.stdout


def test_verify_of_a_stale_result_says_so_and_makes_nothing(changed):
    changed.line["references"]["exact"]["draws"] = 500
    done = changed.program("verify", EXACT, *changed.options())
    assert done.returncode == 1
    assert (
        done.stdout == f"{EXACT}: is stale, or made from what is: exact line: draws 1000 → 500; run first: make run\n"
    )


def test_verify_finds_a_flipped_byte_of_the_table_of_scores(changed):
    table = changed.results / "curve/scores.csv"
    with table.open("r+b") as file:
        file.seek(-5, 2)
        file.write(b"?")
    done = changed.program("verify", "results/curve/scores.csv", *changed.options())
    assert done.returncode == 1
    assert "curve/scores.csv: DIFFERENT from what was made" in done.stdout


def test_verify_without_a_result_or_of_a_file_without_a_record_says_what_to_do(changed):
    for arguments, words in (
        ([""], "name a result: make verify CONFIG="),
        (["results/nothing.h5"], "has no record of how it was made"),
    ):
        done = changed.program("verify", *arguments)
        assert done.returncode == 1
        assert words in done.stdout
        assert done.stdout.count("\n") == 1


def test_prune_removes_what_no_result_is_made_from_any_more(changed):
    changed.line["references"]["exact"]["draws"] = 500
    assert changed.run(EXACT).returncode == 0
    kept = set(changed.results.glob(".store/*/*"))
    trainings = set(changed.results.glob(".train/*/*/*"))
    done = changed.program("prune")
    assert done.stdout.count("removed results/.store/") == 1
    assert set(changed.results.glob(".train/*/*/*")) == trainings
    assert len(kept - set(changed.results.glob(".store/*/*"))) == 1


def test_why_says_what_is_stale_in_a_users_configuration_and_makes_nothing(changed):
    assert changed.program("why", *changed.options()).stdout.splitlines() == ["nothing is stale"]
    for name in ("train/line/flow", "nested/line"):
        path = changed.results / f".records/{name}.json"
        path.write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.0"', path.read_text()))
    changed.line["references"]["nested"]["nlive"] = 60
    said = changed.program("why", *changed.options()).stdout.splitlines()
    assert said[0] == "nested line: nlive 50 → 60"
    assert "report: judge line is made again (and 3 more)" in said
    hint = "stale_on_versions in the config makes that count"
    assert said[6:] == [f"2 results made with torch 1.0 (now {version('torch')}); {hint}"]
    assert not list(changed.results.glob(".stale/*"))


def test_why_says_that_nothing_is_there_where_nothing_is(tiny):
    said = tiny.program("why", *tiny.options()).stdout.splitlines()
    assert said == ["32 results not there, or with an input that is made again"]
    assert not tiny.results.exists()


def test_a_configuration_that_cannot_be_read_is_one_line_that_names_the_file_and_the_line(tiny):
    tiny.configfile.write_text("seed: 1\nproblems: {line: [\n")
    for name in ("run", "why", "status"):
        command = tiny._execute([sys.executable, "-m", f"lfi.commands.{name}", "config.yaml"])
        assert command.returncode == 1
        assert command.stdout.startswith("config.yaml, line 3: is not YAML: ")
        assert command.stdout.count("\n") == 1
    command = tiny._execute([sys.executable, "-m", "lfi.commands.run", "nowhere.yaml"])
    assert command.stdout.startswith("nowhere.yaml: cannot be read: No such file or directory")
