"""Arrivals, cases and their log: what was asked, what was done, and by whom."""
