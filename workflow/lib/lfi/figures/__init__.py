"""Figures: each takes arrays and returns a matplotlib Figure."""
