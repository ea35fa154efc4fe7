"""What tests share: known densities, small trainings, the workflow in a folder of its own, a real SLURM."""
