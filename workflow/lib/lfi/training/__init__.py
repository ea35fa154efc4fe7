"""Training of an estimator by Lightning: batches, module, progress, and the files that come out."""
