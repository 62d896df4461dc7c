"""Spoken words: what a page or a prompt says aloud, which recording says it, who can speak it."""
