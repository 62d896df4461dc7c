"""What lies inside a sealed body: the answers of a hand-in, or the words of a message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

MOST_CHARACTERS = 10_000


class NotReadable(Exception):
    """An opened body does not have the shape that our doors write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """A finished talk: which script, in which version, and each answer by its question's key.

    `at` is the exact time, which lies in the clear only to the minute.
    """

    script: str
    digest: str
    answers: Mapping[str, str] = field(repr=False)
    at: datetime

    def encode(self) -> bytes:
        return _json(
            {
                "script": self.script,
                "digest": self.digest,
                "answers": dict(self.answers),
                "at": self.at.isoformat(),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person wrote after coming back with the code."""

    text: str = field(repr=False)
    at: datetime

    def encode(self) -> bytes:
        return _json({"words": self.text, "at": self.at.isoformat()})


def read_content(plain: bytes) -> HandIn | Words:
    """Read an opened body; raises NotReadable, since a hostile door may have sealed anything."""
    try:
        read = json.loads(plain)
        at = datetime.fromisoformat(_text(read["at"]))
        if "words" in read:
            return Words(text=_text(read["words"]), at=at)
        return HandIn(
            script=_text(read["script"]),
            digest=_text(read["digest"]),
            answers={_text(key): _text(value) for key, value in read["answers"].items()},
            at=at,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReadable from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotReadable
    return value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
