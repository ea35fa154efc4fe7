"""How a training gets to a node and back: the only package that uses submitit."""
