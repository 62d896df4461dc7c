"""Every word a requester reads or hears, as texts with a version, a digest and a review status.

The words lie beside this module in `words/<language>/<part>.toml`; a key begins with its part.
"""

import hashlib
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from safeconduct.programme.languages import LANGUAGES, WRITTEN

FOLDER = Path(__file__).with_name("words")


class Review(StrEnum):
    """Whether a translator and a lawyer have signed the words off."""

    AWAITING_REVIEW = "awaiting_review"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words under a key. `language` is the language of the words, not the one asked for."""

    key: str
    language: str
    version: int
    status: Review
    words: str

    @property
    def digest(self) -> str:
        """Names these exact words: SHA-256 over key, language, version and words, in hex."""
        parts = (self.key, self.language, str(self.version), self.words)
        framed = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
        return hashlib.sha256(framed).hexdigest()

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.words) if name)

    def fill(self, **facts: str | int) -> str:
        """Return the words with each `{name}` replaced; a missing fact raises KeyError."""
        return self.words.format_map(facts)


@cache
def texts(language: str) -> Mapping[str, Text]:
    """Return every text of a language by key, fallbacks in place of what is not written yet.

    A text whose `language` is not the one asked for is a fallback and must be shown as one.
    An unknown language raises KeyError.
    """
    fallback = LANGUAGES[language].fallback
    found = dict(texts(fallback)) if fallback else {}
    if language in WRITTEN:
        for path in sorted((FOLDER / language).glob("*.toml")):
            found |= {text.key: text for text in _part(path, language)}
    return MappingProxyType(found)


def _part(path: Path, language: str) -> list[Text]:
    entries: dict[str, dict[str, str | int]] = tomllib.loads(path.read_text("utf-8"))
    return [
        Text(
            key=key,
            language=language,
            version=int(entry["version"]),
            status=Review(str(entry["status"])),
            words=str(entry["words"]),
        )
        for key, entry in entries.items()
    ]
