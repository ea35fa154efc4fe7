"""Snakemake's command line, with lfi's workflow, a profile and a configuration, from whatever folder it is run."""

import sys
from importlib.util import find_spec
from pathlib import Path

from lfi.errors import LfiError

# Where the library lies in the repository.
WORKFLOW = Path(__file__).parents[3]
SNAKEFILE = WORKFLOW / "Snakefile"
PROFILES = WORKFLOW.parent / "profiles"


def snakemake(configuration: Path, *options: str, profile: str = "default") -> list[str]:
    """The command line.

    Args:
        configuration: the configuration file.
        options: of Snakemake, and targets; they win over those that are set here.
        profile: as for ``profile_folder``.

    Raises:
        LfiError: there is no such profile, no workflow beside the library, or no Snakemake.
    """
    if not SNAKEFILE.is_file():
        raise LfiError(f"{SNAKEFILE}: not there; install lfi from a clone: pip install --editable '.[workflow]'")
    if not find_spec("snakemake"):
        raise LfiError("Snakemake is not installed; in lfi's clone: pip install --editable '.[workflow]'")
    folder = profile_folder(profile)
    # With the sign "=", since Snakemake takes targets that follow a file for further files.
    settings = [f"--snakefile={SNAKEFILE}", f"--workflow-profile={folder}", f"--configfile={configuration}"]
    # With --quiet=progress Snakemake would not say which steps are done. The workflow locks the results folder itself.
    screen = ["--logger=lfi", "--quiet=rules"]
    return [sys.executable, "-m", "lfi.workflow.start", *settings, "--nolock", *screen, *options]


def profile_folder(name: str) -> Path:
    """The folder of a profile.

    Args:
        name: a folder with a ``config.yaml``, or one of lfi's own by its name, such as ``slurm``.

    Raises:
        LfiError: it is neither.
    """
    for folder in (Path(name).expanduser(), PROFILES / name):
        if (folder / "config.yaml").is_file():
            return folder.absolute()
    known = ", ".join(sorted(path.parent.name for path in PROFILES.glob("*/config.yaml")))
    raise LfiError(f"profile {name}: {name}/config.yaml is not there; name a profile's folder, or one of {known}")
