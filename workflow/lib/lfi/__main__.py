"""``python -m lfi`` is ``lfi``."""

from lfi.commands.main import main

main(prog_name="lfi")
