"""Data on disk: simulations, observations, posterior draws and checks, as files of named arrays."""
