"""What a person runs beside the workflow: each module is a program, ``python -m lfi.commands.<name>``."""
