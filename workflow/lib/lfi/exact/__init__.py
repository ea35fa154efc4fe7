"""Exact posteriors and the distributions that they are made of; knows no problem."""
