"""The three word lists, and understanding words of them however a person typed them.

The lists are made together (`scripts/make_words.py`): the first four letters of a word, folded,
have one place in all three, so four letters are enough and the language need not be asked.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

WORD_LANGUAGES = ("ru", "uk", "en")
LIST_LENGTH = 2048
WORD_BITS = 11
TELLING = 4  # the letters that tell a word
LONGEST_TEXT = 1000

# The same keys, in the same order, on the three keyboards.
QWERTY = "`qwertyuiop[]asdfghjkl;'\\zxcvbnm,."
RUSSIAN = "ёйцукенгшщзхъфывапролджэ\\ячсмитьбю"
UKRAINIAN = "'йцукенгшщзхїфівапролджєґячсмитьбю"
SHIFTED = str.maketrans('~{}:"|<>’‘', "`[];'\\,.''")

MEANT_CYRILLIC = str.maketrans(QWERTY, RUSSIAN.replace("\\", "ґ"))
MEANT_LATIN = str.maketrans(RUSSIAN + UKRAINIAN[1:], QWERTY + QWERTY[1:])
MEANT_OTHER_CYRILLIC = str.maketrans("'\\", "ёґ")

APOSTROPHES = "'’‘ʼ`"
ALIKE = str.maketrans("іыъєэґ", "иииеег", APOSTROPHES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One word as it was understood: its folded letters, and its place in the lists if any."""

    folded: str = field(repr=False)
    place: int | None = field(repr=False)


@cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the 2,048 words of a language of `WORD_LANGUAGES`, in their order."""
    if language not in WORD_LANGUAGES:
        raise ValueError("no word list in this language")
    listed = files("safeconduct.domain") / "words" / f"{language}.txt"
    return tuple(listed.read_text(encoding="utf-8").split())


def fold(text: str) -> str:
    """Return the text without case, accents, apostrophes and what the two Cyrillics write apart.

    ё є э become е; і ї й ы ъ become и (ъ stands on the key of ї, ы on the key of і); ґ becomes г.
    """
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in spread if _counts(sign)).translate(ALIKE)


def heard_words(text: str) -> tuple[Heard, ...]:
    """Return the words of a text, whatever the case, separators, accents or keyboard layout.

    Numbers, punctuation and control characters separate. Only `LONGEST_TEXT` signs are looked at.
    """
    chunks = unicodedata.normalize("NFC", text[:LONGEST_TEXT]).split()
    return tuple(heard for chunk in chunks for heard in _understood(chunk))


def _understood(chunk: str) -> tuple[Heard, ...]:
    """Return the reading of which most words are known; among equals the plainest."""
    plain = _heard(chunk)
    if all(heard.place is not None for heard in plain):
        return plain
    return max([plain, *map(_heard, _other_readings(chunk))], key=_plausible)


def _other_readings(chunk: str) -> Iterable[str]:
    """Yield what was meant if the keyboard was set to another layout than the person thought."""
    keys = chunk.lower().translate(SHIFTED)
    bare = chunk.strip("".join(sign for sign in chunk if not sign.isalpha()))
    yield keys.translate(MEANT_OTHER_CYRILLIC)
    yield keys.translate(MEANT_CYRILLIC)
    yield bare.lower().translate(SHIFTED).translate(MEANT_CYRILLIC)
    yield keys.translate(MEANT_LATIN)


def _plausible(reading: tuple[Heard, ...]) -> tuple[bool, int, int]:
    known = sum(heard.place is not None for heard in reading)
    return known > 0 and known == len(reading), known, -len(reading)


def _heard(reading: str) -> tuple[Heard, ...]:
    letters = "".join(sign if sign.isalpha() else " " for sign in fold(reading))
    return tuple(Heard(folded=word, place=_place(word)) for word in letters.split())


def _place(folded: str) -> int | None:
    place, words = _places().get(folded[:TELLING], (0, ()))
    return place if any(word.startswith(folded) for word in words) else None


@cache
def _places() -> Mapping[str, tuple[int, tuple[str, ...]]]:
    """Map the first four letters to their place and to the folded words that begin so."""
    places: dict[str, tuple[int, tuple[str, ...]]] = {}
    for language in WORD_LANGUAGES:
        for place, word in enumerate(map(fold, word_list(language))):
            _, others = places.get(word[:TELLING], (place, ()))
            places[word[:TELLING]] = (place, (*others, word))
    return MappingProxyType(places)


def _counts(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Mn", "Me", "Cf"}
