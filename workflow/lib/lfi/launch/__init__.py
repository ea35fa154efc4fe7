"""How a training gets to a node and back: the only place that knows submitit."""
