"""A member's key as four words that two people compare by voice before one vouches."""

import hashlib

from safeconduct.domain.return_words import LIST_LENGTH, WORD_BITS, heard_words, word_list

WORDS = 4


def fingerprint(kem_public: bytes, language: str) -> str:
    """Write the first 44 bits of a key's SHA-256 as four words of a language."""
    listed = word_list(language)
    return " ".join(listed[place] for place in _places(kem_public))


def is_fingerprint_of(kem_public: bytes, spoken: str) -> bool:
    """Say whether these are the four words, in any of the languages and however typed."""
    return [heard.place for heard in heard_words(spoken)] == _places(kem_public)


def _places(kem_public: bytes) -> list[int]:
    number = int.from_bytes(hashlib.sha256(b"member key" + kem_public).digest()) >> (
        256 - WORD_BITS * WORDS
    )
    return [number >> WORD_BITS * left & LIST_LENGTH - 1 for left in reversed(range(WORDS))]
