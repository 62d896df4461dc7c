"""This deployment: names, languages, channels, keys, and every word a requester reads."""
