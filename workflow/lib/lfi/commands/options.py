"""What the commands share: options, how paths are read, and mistakes in one line."""

import sys
from pathlib import Path
from typing import Any

import click

from lfi.errors import LfiError

# Packages of the extra ``workflow``, without which lfi is a library.
NEEDED = ("bilby", "dynesty", "psutil", "sklearn", "snakemake", "submitit")


class UsersPath(click.Path):
    """A path in which ~ is the user's home, also where the shell leaves it."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(Path(value).expanduser(), param, ctx)


class Commands(click.Group):
    """Commands in the order of their declaration; a mistake of the user's is one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            sys.exit(int(super().invoke(ctx) or 0))
        except LfiError as error:
            click.echo(error, err=True)
        except ModuleNotFoundError as missing:
            if missing.name not in NEEDED:
                raise
            mend = "in lfi's clone: pip install --editable '.[workflow]'"
            click.echo(f"{missing.name} is not installed; {mend}", err=True)
        sys.exit(1)


def _known(_: click.Context, __: click.Parameter, path: Path) -> Path:
    if not path.is_file():
        raise LfiError(f"{path}: no such file; name a configuration, --config FILE, or write one: lfi new NAME")
    return path


HELP = {"help_option_names": ["-h", "--help"]}
# Whatever is no option of the command is one of Snakemake's.
PASSED_ON = {**HELP, "ignore_unknown_options": True}
CONFIGURATION = click.option(
    "--config",
    "configuration",
    type=UsersPath(),
    default=Path("config/config.yaml"),
    show_default=True,
    callback=_known,
    metavar="FILE",
    help="The configuration.",
)
PROFILE = click.option(
    "--profile",
    default="default",
    show_default=True,
    metavar="NAME",
    help="Where things run: a folder with a config.yaml, or one of lfi's own profiles.",
)
OPTIONS = click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[FOR SNAKEMAKE]...")
