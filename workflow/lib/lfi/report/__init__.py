"""The page that a run ends with, made from finished tables, figures, draws and records.

Templates lay it out. They are given plain values, in named tuples without methods: provenance cannot follow what a
template calls.
"""
