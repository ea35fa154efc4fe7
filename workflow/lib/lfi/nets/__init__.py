"""Neural networks and densities: ``torch.nn`` and Pyro only, no training loop, no files."""
