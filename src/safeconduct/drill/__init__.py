"""Simulated people who prove that nothing acknowledged is lost."""
