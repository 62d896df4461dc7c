"""How long each class of what is stored is kept, from when, and why: retention as one table.

Errands walk it and doors promise by it. A programme may keep less where a time is our own choice,
never more (VAULT section 7, DOMAIN section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Kept(StrEnum):
    """A class of what is kept; a case by the end it came to, under that state's own name."""

    RECEIVED = "received"
    ERASED = "erased"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    ABUSE = "abuse"
    ATTEMPT_FAILED = "attempt_failed"
    CAPTURED_OTHERWISE = "captured_otherwise"
    FATE_UNKNOWN = "fate_unknown"
    PREREGISTRATION = "preregistration"
    READ_COPY = "read_copy"
    REFUSED = "refused"
    DOUBT = "doubt"
    OUTBOX = "outbox"
    UPDATE = "update"
    UNFINISHED_TALK = "unfinished_talk"
    TIED_TALK = "tied_talk"
    CALL = "call"
    SHORT_NUMBER = "short_number"
    CALLER_MARK = "caller_mark"
    ABUSIVE_TALK = "abusive_talk"
    SILENT_CALL = "silent_call"
    SEAT = "seat"
    WISHED_CALL = "wished_call"
    DAY_KEY = "day_key"
    INVITATION = "invitation"
    SESSION = "session"


class Source(StrEnum):
    """Where a time comes from; only what is our own can be shortened."""

    DOMAIN = "domain"
    VAULT = "vault"
    OURS = "ours"


SOURCES: Mapping[Source, str] = {
    Source.DOMAIN: "Reported practice",
    Source.VAULT: "The design of the vault",
    Source.OURS: "Our own; a programme may keep less",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """One row: what it is, how long it lives, from when, why so long, and whose choice that is."""

    label: str
    lives: timedelta
    since: str
    why: str
    source: Source


AT_ONCE = timedelta()
THE_END = "the end, or a later word of the person"

RETENTION: Mapping[Kept, Retention] = {
    Kept.RECEIVED: Retention(
        label="A case: received",
        lives=AT_ONCE,
        since="the witnessed arrival",
        why="What was said and planned has done its work; the person is safe without it",
        source=Source.DOMAIN,
    ),
    Kept.ERASED: Retention(
        label="A case: erased by the person",
        lives=AT_ONCE,
        since="the person's own word",
        why="It is theirs to delete, at any moment",
        source=Source.VAULT,
    ),
    Kept.LAPSED: Retention(
        label="A case: lapsed",
        lives=AT_ONCE,
        since="the lapse",
        why="Its 180 days are over: renewed or purged",
        source=Source.DOMAIN,
    ),
    Kept.WITHDRAWN: Retention(
        label="A case: withdrawn",
        lives=timedelta(days=30),
        since=THE_END,
        why="Fear passes: within a month the person can come back with the same code",
        source=Source.OURS,
    ),
    Kept.REFERRED: Retention(
        label="A case: referred",
        lives=timedelta(days=30),
        since=THE_END,
        why="The answer that says where to find help must reach who looks in rarely",
        source=Source.OURS,
    ),
    Kept.ABUSE: Retention(
        label="A case: abuse",
        lives=timedelta(days=14),
        since=THE_END,
        why="A wrong judgement can be taken back",
        source=Source.OURS,
    ),
    Kept.ATTEMPT_FAILED: Retention(
        label="A case: attempt failed",
        lives=timedelta(days=90),
        since=THE_END,
        why="Who failed may be in hiding and try again when the way is open",
        source=Source.OURS,
    ),
    Kept.CAPTURED_OTHERWISE: Retention(
        label="A case: captured otherwise",
        lives=timedelta(days=14),
        since=THE_END,
        why="A mistaken report shows within days; a code in other hands must open nothing",
        source=Source.OURS,
    ),
    Kept.FATE_UNKNOWN: Retention(
        label="A case: fate unknown",
        lives=timedelta(days=180),
        since=THE_END,
        why="Who is missing may come back, as after any other silence",
        source=Source.OURS,
    ),
    Kept.PREREGISTRATION: Retention(
        label="A pre-registration, or any case that fell silent",
        lives=timedelta(days=180),
        since="the last word or renewal; then the case lapses",
        why="Who cannot come yet stays known for half a year, unasked for",
        source=Source.DOMAIN,
    ),
    Kept.READ_COPY: Retention(
        label="An answer that the person has read",
        lives=timedelta(hours=24),
        since="the first reading",
        why="It can be read once more, and is not found later",
        source=Source.VAULT,
    ),
    Kept.REFUSED: Retention(
        label="An arrival that intake refused",
        lives=timedelta(days=30),
        since="its arrival",
        why="It may be a person's words that a fault of ours kept out",
        source=Source.OURS,
    ),
    Kept.DOUBT: Retention(
        label="Words sent with a wrong own word",
        lives=timedelta(days=30),
        since="their arrival; the bare mark stays with its case",
        why="They may be a threat to somebody, or a cry for help; the mark keeps the page alike",
        source=Source.OURS,
    ),
    Kept.OUTBOX: Retention(
        label="An answer on its way through a channel",
        lives=timedelta(hours=48),
        since="its sending",
        why="A platform that was down for two days is not waited for; the code still leads to it",
        source=Source.VAULT,
    ),
    Kept.UPDATE: Retention(
        label="A raw update of a channel",
        lives=timedelta(hours=72),
        since="its day; emptied as soon as it is applied",
        why="Its bare number keeps a repeat from counting twice",
        source=Source.VAULT,
    ),
    Kept.UNFINISHED_TALK: Retention(
        label="An unfinished talk",
        lives=timedelta(hours=24),
        since="the last word",
        why="Whoever was called away finds the same question again",
        source=Source.VAULT,
    ),
    Kept.TIED_TALK: Retention(
        label="A talk tied to a case, and the hash of its address",
        lives=timedelta(hours=72),
        since="the last word of either side",
        why="Words can be added without the code; after that only the code leads back",
        source=Source.VAULT,
    ),
    Kept.CALL: Retention(
        label="That somebody called and asked for a person",
        lives=timedelta(hours=72),
        since="the asking; never a number or a word of the call",
        why="A shift that begins sees what the last one left; longer it would only be metadata",
        source=Source.VAULT,
    ),
    Kept.SHORT_NUMBER: Retention(
        label="A short number of who had nothing to write with",
        lives=timedelta(days=14),
        since="its telling; at once when its case is withdrawn, erased, lapsed or received",
        why="Long enough to find a pen, or a safe hour to call again; it opens nothing",
        source=Source.VAULT,
    ),
    Kept.CALLER_MARK: Retention(
        label="Which call came from which number, as a keyed hash",
        lives=timedelta(hours=72),
        since="the asking for a person; destroyed once an operator has said how the talk ended",
        why="Only so an abusive talk can slow its number, which no operator ever sees",
        source=Source.VAULT,
    ),
    Kept.ABUSIVE_TALK: Retention(
        label="That a talk was abusive, by a keyed hash of its number",
        lives=timedelta(days=7),
        since="the talk",
        why="Who was abusive three times in a day waits longer, and nobody is shut out for good",
        source=Source.VAULT,
    ),
    Kept.SILENT_CALL: Retention(
        label="That a call said nothing, by a keyed hash of its number",
        lives=timedelta(hours=1),
        since="the call",
        why="Who calls in silence again and again is left to ring a little longer, and is answered",
        source=Source.VAULT,
    ),
    Kept.WISHED_CALL: Retention(
        label="The wish to be called back",
        lives=timedelta(days=14),
        since="the wish; done once they have talked, withdrawn with the case",
        why="Who is not reached in two weeks may have lost the phone: a call could reach others",
        source=Source.OURS,
    ),
    Kept.SEAT: Retention(
        label="An operator's place at the line",
        lives=timedelta(hours=12),
        since="going on duty",
        why="One shift; its password dies with it",
        source=Source.VAULT,
    ),
    Kept.DAY_KEY: Retention(
        label="A courier's key of one day",
        lives=timedelta(hours=72),
        since="the beginning of its day",
        why="What was in flight dies with it, in every copy",
        source=Source.VAULT,
    ),
    Kept.INVITATION: Retention(
        label="An invitation to the desk",
        lives=timedelta(minutes=30),
        since="its making",
        why="Long enough to read it out, too short to be found",
        source=Source.DOMAIN,
    ),
    Kept.SESSION: Retention(
        label="An unlocked session at the desk",
        lives=timedelta(minutes=15),
        since="the last activity",
        why="An empty chair locks itself",
        source=Source.VAULT,
    ),
}


class CannotKeep(ValueError):
    """A programme asks to keep something longer, or what it may not change; names the class."""


def shortened(days: Mapping[str, int]) -> Mapping[Kept, timedelta]:
    """Return how long a programme keeps each class, given its own days; raises CannotKeep."""
    return {**{kept: row.lives for kept, row in RETENTION.items()}, **dict(map(_own, days.items()))}


def _own(given: tuple[str, int]) -> tuple[Kept, timedelta]:
    name, days = given
    row = RETENTION.get(Kept(name)) if name in set(Kept) else None
    if row is None or row.source is not Source.OURS:
        raise CannotKeep(f"{name} is not kept by a programme's own choice")
    if not timedelta() <= timedelta(days=days) <= row.lives:
        raise CannotKeep(f"{name} is kept for 0 to {row.lives.days} days")
    return Kept(name), timedelta(days=days)
