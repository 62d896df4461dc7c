"""The public door: pages for a person with an old phone and a bad connection."""
