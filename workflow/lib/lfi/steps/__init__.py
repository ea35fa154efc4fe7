"""The steps of the workflow, one typed function a rule: from files and parameters to files; they know no Snakemake."""
