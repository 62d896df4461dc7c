"""What lies inside a sealed body: the answers of a hand-in, words of a message, or one file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from safeconduct.domain.script import Channel

MOST_CHARACTERS = 10_000
FILE = b"\0file"
"""No JSON begins like this: a file's bytes follow a head of so many bytes, uncoded."""
LENGTH = 4


class NotReadable(Exception):
    """An opened body does not have the shape that our doors write."""


class May(StrEnum):
    """What a person allowed on a channel that could write first."""

    NO = "no"
    NEWS = "news"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How an answer may come back by the channel that brought the words; sealed with them.

    Without permission there is no address: only the talk, which hears an answer while it is alive.
    """

    channel: str
    may: May
    talk: str = field(repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """A finished talk: which script, in which version, and each answer by its question's key.

    `at` is the exact time, which lies in the clear only to the minute.
    """

    script: str
    digest: str
    answers: Mapping[str, str] = field(repr=False)
    at: datetime
    reach: Reach | None = None

    def encode(self) -> bytes:
        return _json(
            {
                "script": self.script,
                "digest": self.digest,
                "answers": dict(self.answers),
                "at": self.at.isoformat(),
                **_reach_members(self.reach),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person wrote after coming back with the code."""

    text: str = field(repr=False)
    at: datetime
    reach: Reach | None = None

    def encode(self) -> bytes:
        members = {"words": self.text, "at": self.at.isoformat()}
        return _json({**members, **_reach_members(self.reach)})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file, and what was said with it; the name it had is not kept."""

    content: bytes = field(repr=False)
    at: datetime
    words: str = field(default="", repr=False)

    def encode(self) -> bytes:
        head = _json({"at": self.at.isoformat(), "said": self.words})
        return b"".join((FILE, len(head).to_bytes(LENGTH, "big"), head, self.content))


def read_content(plain: bytes) -> HandIn | Words | File:
    """Read an opened body; raises NotReadable, since a hostile door may have sealed anything."""
    try:
        if plain.startswith(FILE):
            return _read_file(plain)
        read = json.loads(plain)
        at = datetime.fromisoformat(_text(read["at"]))
        reach = _read_reach(read.get("reach"))
        if "words" in read:
            return Words(text=_text(read["words"]), at=at, reach=reach)
        return HandIn(
            script=_text(read["script"]),
            digest=_text(read["digest"]),
            answers={_text(key): _text(value) for key, value in read["answers"].items()},
            at=at,
            reach=reach,
        )
    # Brackets without end are a RecursionError.
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotReadable from error


def _read_file(plain: bytes) -> File:
    begins = len(FILE) + LENGTH
    ends = begins + int.from_bytes(plain[len(FILE) : begins], "big")
    head = json.loads(plain[begins:ends])
    at = datetime.fromisoformat(_text(head["at"]))
    return File(content=plain[ends:], at=at, words=_text(head["said"]))


def _reach_members(reach: Reach | None) -> dict[str, object]:
    if reach is None:
        return {}
    members = {"channel": reach.channel, "may": reach.may.value, "talk": reach.talk}
    return {"reach": {**members, "address": reach.address}}


def _read_reach(found: object) -> Reach | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        raise NotReadable
    return Reach(
        channel=Channel(_text(found["channel"])).value,
        may=May(_text(found["may"])),
        talk=_text(found["talk"]),
        address=_text(found["address"]),
    )


def _text(value: object) -> str:
    """Return a text that can be sent on; a lone surrogate, which JSON can hold, is none."""
    if not isinstance(value, str):
        raise NotReadable
    value.encode()
    return value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
