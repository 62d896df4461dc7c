"""One timeline of a case: what the person said, what staff wrote, what happened meanwhile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from safeconduct.cases import models
from safeconduct.cases.contents import HandIn, Reach, Words
from safeconduct.cases.opening import Unreadable
from safeconduct.domain.life import Action, Details, read_details


class ItemKind(StrEnum):
    """What a place on the timeline is."""

    ANSWERS = "answers"
    WORDS = "words"
    REPLY = "reply"
    NOTE = "note"
    FILE = "file"
    EVENT = "event"
    UNREADABLE = "unreadable"


# These are told by the words they brought, or by nothing at all.
SPOKEN = frozenset({Action.ADD, Action.REPLY, Action.NOTE, Action.CONTACT, Action.REQUEST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of a reply that went out through a channel: a state of the outbox."""

    channel: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One place on the timeline; `at` is exact where the person's sealed words say so.

    `reach`: how an answer may come, where that counts still. `old_code`: said with the code, or in
    a talk of the code, that had been replaced before it came. `outdated`: said under another code
    than counts now, whenever it came.
    """

    kind: ItemKind
    seq: int
    at: datetime
    author: str
    channel: str = ""
    words: str = field(default="", repr=False)
    script: str = ""
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    action: Action | None = None
    details: Details | None = None
    entry: uuid.UUID | None = None
    read_at: datetime | None = None
    sent: Sent | None = None
    reach: Reach | None = field(default=None, repr=False)
    old_code: bool = False
    outdated: bool = False
    size: int = 0
    fault: Unreadable | None = None

    @classmethod
    def of_answers(cls, row: models.Arrival, said: HandIn, *, seq: int = 1) -> "Item":
        return cls(
            kind=ItemKind.ANSWERS,
            seq=seq,
            at=near(said.at, row.stored_at),
            author="requester",
            channel=row.channel,
            script=said.script,
            answers=tuple(said.answers.items()),
            reach=said.reach,
        )

    @classmethod
    def of_words(cls, place: models.CaseArrival, said: Words) -> "Item":
        return cls(
            kind=ItemKind.WORDS,
            seq=place.seq,
            at=near(said.at, place.arrival.stored_at),
            author="requester",
            channel=place.arrival.channel,
            words=said.text,
            reach=said.reach,
        )

    @classmethod
    def of_file(cls, place: models.CaseArrival, size: int) -> "Item":
        """Return the place of a file that nobody opens by looking; `size`: its band."""
        return cls(
            kind=ItemKind.FILE,
            seq=place.seq,
            at=place.arrival.stored_at,
            author="requester",
            channel=place.arrival.channel,
            size=size,
        )

    @classmethod
    def of_entry(cls, entry: models.Entry, words: str) -> "Item":
        return cls(
            kind=ItemKind(entry.kind),
            seq=entry.seq,
            at=entry.at,
            author=entry.author,
            words=words,
            entry=entry.id,
        )

    @classmethod
    def unreadable(cls, row: models.Arrival, error: Exception, *, seq: int = 1) -> "Item":
        return cls(
            kind=ItemKind.UNREADABLE,
            seq=seq,
            at=row.stored_at,
            author="requester",
            channel=row.channel,
            fault=Unreadable.of(error),
        )

    @classmethod
    def broken_entry(cls, entry: models.Entry) -> "Item":
        return cls(
            kind=ItemKind.UNREADABLE,
            seq=entry.seq,
            at=entry.at,
            author=entry.author,
            fault=Unreadable.NOT_OPENED,
        )

    def with_reading(self, at: datetime | None) -> "Item":
        return replace(self, read_at=at) if at else self


def near(said: datetime, stored: datetime) -> datetime:
    """Return the exact time that lies sealed, unless it contradicts the minute in the clear."""
    if said.tzinfo is None:
        return stored
    try:
        minute = said.astimezone(UTC).replace(second=0, microsecond=0)
    except OverflowError:
        return stored
    return said if minute == stored else stored


def quiet_events(rows: Iterable[models.Event]) -> list[Item]:
    return [
        Item(
            kind=ItemKind.EVENT,
            seq=row.seq,
            at=row.at,
            author=row.actor,
            action=Action(row.kind),
            details=read_details(row.details),
        )
        for row in rows
        if Action(row.kind) not in SPOKEN
    ]


def arranged(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.seq))
