"""Shared by all tests: matplotlib and Snakemake leave the user's settings alone."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
