"""Folding of what people type from memory, so that a capital or an accent locks nobody out."""

import unicodedata

ALIKE = str.maketrans({"і": "и"})


def fold(word: str) -> str:
    """Return letters and digits without case, accents (ё, й, ї), apostrophes or spaces.

    What holds neither letter nor digit stays as typed: it must not become the empty word.
    """
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = "".join(sign for sign in spelled if _counts(sign)).translate(ALIKE)
    return kept or unicodedata.normalize("NFC", "".join(word.split()))


def _counts(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "Mc"
