"""Measurements of DESIGN's budgets: `make bench` prints one JSON line each."""
