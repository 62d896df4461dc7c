"""Stored conversations of the channels that keep any: hear, say, hand in (the site keeps none)."""
