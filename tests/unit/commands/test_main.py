"""The command line: what is loaded for it, what it passes on, and how it ends."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from lfi.commands.main import main
from lfi.commands.snakemake import profile_folder, snakemake
from lfi.errors import LfiError
from support.plans import ROOT

COMMANDS = (
    *("new", "run", "why", "status", "cancel", "doctor"),
    *("verify", "prune", "scores", "posterior", "export", "report"),
)
LIGHT = """
import sys
from lfi.commands.main import main
try:
    main(["--help"])
finally:
    print([name for name in ("numpy", "pydantic", "snakemake", "torch", "yaml") if name in sys.modules])
"""


def invoke(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def configuration(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"results: {tmp_path}/results")
    return path


def test_help_names_every_command_in_a_line_and_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    *said, loaded = done.stdout.splitlines()
    listed = said[said.index("Commands:") + 1 :]
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)
    assert loaded == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_fits_a_terminal_and_takes_a_configuration(name):
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert all(len(line) <= 80 for line in done.output.splitlines())
    assert name == "new" or "--config FILE" in done.output


@pytest.mark.parametrize(
    ("arguments", "passed_on"),
    [
        (["results/line/scores.csv"], ["results/line/scores.csv"]),
        (["-n", "--cores", "4", "a.csv"], ["-n", "--cores", "4", "a.csv"]),
        (["--", "--config", "seed=2"], ["--config", "seed=2"]),
        (["--profile", "slurm", "-j4"], ["-j4"]),
    ],
)
def test_what_is_no_option_of_lfis_goes_to_snakemake_after_its_own(configuration, monkeypatch, arguments, passed_on):
    started = []
    monkeypatch.setattr("os.execv", lambda _, command: started.extend(command))
    assert invoke("run", "--config", configuration, *arguments).exit_code == 0
    profile = "slurm" if "slurm" in arguments else "default"
    assert started == snakemake(configuration, *passed_on, profile=profile)
    assert f"--workflow-profile={ROOT / 'profiles' / profile}" in started
    assert f"--snakefile={ROOT / 'workflow/Snakefile'}" in started


def test_a_profile_is_a_folder_or_one_of_lfis_own(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/config.yaml").write_text("cores: 1")
    assert profile_folder(str(tmp_path / "mine")) == tmp_path / "mine"
    assert profile_folder("slurm") == ROOT / "profiles/slurm"
    with pytest.raises(LfiError, match=r"profile slurn: .* or one of default, slurm, submit$"):
        profile_folder("slurn")


def test_commands_work_from_another_folder_and_end_with_their_status(configuration, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    command = [sys.executable, "-m", "lfi", "scores", "--config", str(configuration)]
    done = subprocess.run(command, cwd=tmp_path / "elsewhere", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"no scores under {tmp_path}/results; run first: lfi run --config {configuration}\n"
    assert invoke("status", "--config", configuration).exit_code == 0
    assert invoke("nothing").exit_code == 2


def test_a_configuration_that_is_not_there_is_one_line_that_says_how_to_name_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments, name in (([], "config/config.yaml"), (["--config", "nowhere.yaml"], "nowhere.yaml")):
        done = invoke("run", *arguments)
        assert done.exit_code == 1
        assert done.stderr.startswith(f"{name}: no such file; name a configuration, --config FILE, or write one")
        assert done.stderr.count("\n") == 1


def test_a_package_that_the_library_alone_does_not_need_is_named(configuration):
    code = "import sys; sys.modules['psutil'] = None; from lfi.commands.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "status", "--config", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "psutil is not installed; in lfi's clone: pip install --editable '.[workflow]'\n"
