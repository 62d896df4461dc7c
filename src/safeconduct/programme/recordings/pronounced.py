"""How shown words are put so that a machine says them sensibly: numbers, addresses, abbreviations.

A person who reads aloud needs none of it. What a voice of a language cannot read stands in `SAID`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

# The first that fits is taken; a pattern is a whole word unless it says otherwise.
SAID: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "ru": (
            (r"\bIII\b", "три"),
            (r"\bII\b", "два"),
            (r"\bI\b", "один"),
            (r"\bVPN\b", "вэ-пэ-эн"),
            (r"\bSIM\b", "сим"),
            (r"\bSMS\b", "эс-эм-эс"),
            (r"\bTelegram\b", "Телеграм"),
            (r"\bPIN\b", "пин"),
        ),
        "uk": (
            (r"\bIII\b", "три"),
            (r"\bII\b", "два"),
            (r"\bI\b", "один"),
            (r"\bVPN\b", "ве-пе-ен"),
            (r"\bSIM\b", "сім"),
            (r"\bSMS\b", "ес-ем-ес"),
            (r"\bTelegram\b", "Телеграм"),
            (r"\bPIN\b", "пін"),
        ),
        "en": (
            (r"\bSIM\b", "sim"),
            (r"\bPIN\b", "pin"),
            (r"(?<=Convention )III\b", "three"),
            (r"(?<=Protocol )I\b", "one"),
            (r"(?<=Protocol )II\b", "two"),
        ),
    }
)
DOT = MappingProxyType({"ru": " точка ", "uk": " крапка ", "en": " dot "})
PLUS = MappingProxyType({"ru": "плюс ", "uk": "плюс ", "en": "plus "})

ADDRESS = re.compile(r"(?:[a-z]+://|www\.)([\w.-]+)[^\s,;]*", re.IGNORECASE)
HOST = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
TELEPHONE = re.compile(r"(\+?)(\d[\d ()-]{5,}\d)")
MUTE = str.maketrans(dict.fromkeys('«»“”„"', "") | dict.fromkeys("()[]→←·", " ") | {"’": "'"})


def pronounced(words: str, language: str) -> str:
    """Return the words as a machine is to say them: no address spelled, no sign read out."""
    plain = ADDRESS.sub(r"\1", words)
    plain = HOST.sub(lambda found: found[0].replace(".", DOT[language]), plain)
    plain = TELEPHONE.sub(lambda found: _digits(found, language), plain)
    for pattern, said in SAID[language]:
        plain = re.sub(pattern, said, plain)
    return " ".join(plain.translate(MUTE).split())


def _digits(found: re.Match[str], language: str) -> str:
    """Say a number digit by digit, with a rest where it has a gap."""
    groups = re.findall(r"\d+", found[2])
    return (PLUS[language] if found[1] else "") + ", ".join(" ".join(group) for group in groups)
