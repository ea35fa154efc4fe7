"""Reference posteriors at the observations: nested sampling of the likelihood, and draws from a user's file."""
