"""What a posterior is set beside: exact posteriors, and stochastic sampling of a known likelihood."""
