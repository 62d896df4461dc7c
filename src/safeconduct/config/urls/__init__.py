"""Addresses: one module a door."""
