"""The phone line: Asterisk as the switch, a speaker of recordings, digits and voice as answers."""
