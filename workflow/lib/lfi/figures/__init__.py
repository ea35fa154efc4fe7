"""Figures: a module each, whose ``plot`` reads the files that it draws and returns a matplotlib Figure.

Below ``plot`` stand functions that take arrays. ``style`` is the look of all figures, and writes them.
"""
