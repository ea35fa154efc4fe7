"""Snakemake's logger plugin of lfi, ``--logger lfi``: Snakemake finds it by the name of this package."""

from lfi.workflow.screen import Screen as LogHandler

__all__ = ["LogHandler"]
