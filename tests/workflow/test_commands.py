"""The programs beside the workflow: each takes a configuration of the user's and works on its results."""

import re
from importlib.metadata import version

from lfi.provenance.digests import file_digest

EXACT = "results/line/posteriors/exact.h5"


def test_verify_makes_a_result_again_and_tells_whether_it_is_the_same(changed):
    files = [path for path in changed.results.rglob("*") if path.is_file() and ".records" not in path.parts]
    before = {path: path.stat().st_mtime_ns for path in files}
    done = changed.program("verify", EXACT)
    assert done.returncode == 0, done.stdout
    assert "line/posteriors/exact.h5: the same" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before
    record = changed.results / ".records/exact/line.json"
    record.write_text(record.read_text().replace(file_digest(changed.folder / EXACT), "0" * 64))
    done = changed.program("verify", EXACT)
    assert done.returncode == 1
    assert "line/posteriors/exact.h5: DIFFERENT" in done.stdout


def test_verify_of_a_stale_result_says_so_and_makes_nothing(changed):
    changed.line["references"]["exact"]["draws"] = 500
    done = changed.program("verify", EXACT)
    assert done.returncode == 1
    reason = f"{EXACT}: is stale, or made from what is: exact line: draws 1000 → 500"
    assert done.stdout == f"{reason}; run first: lfi run --config {changed.configfile}\n"


def test_verify_finds_a_flipped_byte_of_the_table_of_scores(changed):
    table = changed.results / "curve/scores.csv"
    with table.open("r+b") as file:
        file.seek(-5, 2)
        file.write(b"?")
    done = changed.program("verify", "results/curve/scores.csv")
    assert done.returncode == 1
    assert "curve/scores.csv: DIFFERENT from what was made" in done.stdout


def test_verify_of_a_file_without_a_record_says_what_to_do(changed):
    done = changed.program("verify", "results/nothing.h5")
    assert done.returncode == 1
    assert "has no record of how it was made" in done.stdout
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


def test_prune_lists_results_that_are_not_configured_and_removes_them_where_that_is_asked_for(changed):
    weights = changed.results / "line/estimators/mean/weights.safetensors"
    del changed.line["estimators"]["mean"]
    said = changed.program("prune").stdout.splitlines()
    assert said == [
        "not configured: evaluate line/mean",
        "not configured: train line/mean",
        f"remove these results: lfi prune --config {changed.configfile} --unconfigured",
    ]
    assert weights.exists()
    said = changed.program("prune", "--unconfigured").stdout.splitlines()
    assert said[:2] == ["removed evaluate line/mean", "removed train line/mean"]
    assert any(line.startswith("removed results/.train/line/mean/") for line in said)
    assert not weights.exists()
    assert changed.program("prune").stdout == "nothing to remove\n"
    assert "train line/flow" not in changed.planned().jobs


def test_why_says_what_is_stale_in_a_users_configuration_and_makes_nothing(changed):
    assert changed.program("why").stdout.splitlines() == ["nothing is stale"]
    for name in ("train/line/flow", "nested/line"):
        path = changed.results / f".records/{name}.json"
        path.write_text(re.sub(r'"torch": "[^"]*"', '"torch": "1.0"', path.read_text()))
    changed.line["references"]["nested"]["nlive"] = 60
    said = changed.program("why").stdout.splitlines()
    assert said[0] == "nested line: nlive 50 → 60"
    assert "report: configuration.problems.line.references.nested.nlive 50 → 60 (and 5 more)" in said
    hint = "stale_on_versions in the config makes that count"
    assert said[7:] == [f"2 results made with torch 1.0 (now {version('torch')}); {hint}"]
    assert not list(changed.results.glob(".stale/*"))


def test_why_says_that_nothing_is_there_where_nothing_is(tiny):
    said = tiny.program("why").stdout.splitlines()
    assert said == ["34 results not there, or with an input that is made again"]
    assert not tiny.results.exists()


def test_a_configuration_that_cannot_be_read_is_one_line_that_names_the_file_and_the_line(tiny):
    tiny.configfile.write_text("seed: 1\nproblems: {line: [\n")
    for name in ("run", "why", "status"):
        command = tiny.lfi(name, "--config", "config.yaml")
        assert command.returncode == 1
        assert command.stdout.startswith("config.yaml, line 3: is not YAML: ")
        assert command.stdout.count("\n") == 1


def test_run_makes_a_target_with_options_of_snakemakes_in_whatever_folder_it_is_given(tiny):
    target = "results/line/posteriors/exact.h5"
    planned = tiny.program("run", target, "--dry-run", "--quiet=host")
    jobs = dict(re.findall(r"^(\w+) +(\d)$", planned.stdout, re.MULTILINE))
    assert jobs == {"observe": "1", "simulate": "1", "exact": "1", "total": "3"}
    assert not tiny.results.exists()
    made = tiny.program("run", target, "--", "--config", "seed=2")
    assert made.returncode == 0, made.stdout
    assert (tiny.folder / target).exists()
    assert tiny.program("run", "results/nothing.h5").returncode == 1


def test_report_makes_the_page_and_says_where_it_is(changed):
    page = changed.results / "report.html"
    page.unlink()
    done = changed.program("report")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == str(page)
    assert page.exists()
