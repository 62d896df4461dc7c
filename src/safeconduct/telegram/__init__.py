"""The Telegram channel: a speaker and a transport; it keeps no state of its own."""
