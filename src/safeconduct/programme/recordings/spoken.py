"""What is said aloud: lines as they are shown, each with the silence after it, under one digest.

A page and a prompt of the phone are the same thing here. A recording bears the name of the digest
of its words: words that changed have no recording until somebody makes one.
"""

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

NAME_LENGTH = 32


class Purpose(StrEnum):
    """Where a recording is heard: on a page of the site, or on the line."""

    PAGE = "page"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words as they are shown, and the seconds of silence after them."""

    words: str
    pause: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """All that one recording says, in one language.

    `name` is the place of these words in the programme, whatever they are by now.
    """

    language: str
    lines: tuple[Line, ...]
    name: str = field(default="", compare=False)

    @property
    def digest(self) -> str:
        """Names these exact words: SHA-256 over language and lines, 32 hex digits of it."""
        parts = (self.language, *(line.words for line in self.lines))
        framed = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
        return hashlib.sha256(framed).hexdigest()[:NAME_LENGTH]

    @property
    def letters(self) -> int:
        """Count what is read aloud, in characters."""
        return sum(len(line.words) for line in self.lines)

    def after(self, words: str) -> "Spoken":
        """Return the same with a line before it, as the mark of a voice that is no person's."""
        return replace(self, lines=(Line(words=words, pause=1.0), *self.lines))
