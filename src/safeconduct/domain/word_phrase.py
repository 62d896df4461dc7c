"""Six-word phrases from the word lists: what a member of staff signs in with."""

from safeconduct.domain.return_words import LIST_LENGTH, TELLING, WORD_BITS, heard_words, word_list

WORDS = 6
PHRASE_BYTES = 9


def phrase(bits: bytes, language: str) -> str:
    """Write the first 66 bits of nine random bytes as six words, with spaces between."""
    if len(bits) != PHRASE_BYTES:
        raise ValueError("a phrase is made of nine bytes")
    listed = word_list(language)
    number = int.from_bytes(bits) >> 8 * PHRASE_BYTES - WORD_BITS * WORDS
    places = (number >> WORD_BITS * left for left in range(WORDS - 1, -1, -1))
    return " ".join(listed[place & LIST_LENGTH - 1] for place in places)


def fold_phrase(text: str) -> str:
    """Return one form for all ways to type a phrase: case, accents, separators, wrong layout.

    A word of the lists becomes its first four folded letters, which no other place begins with;
    any other word its folded letters. A folded phrase of the lists folds to itself.
    """
    return " ".join(
        word.folded if word.place is None else word.folded[:TELLING] for word in heard_words(text)
    )
