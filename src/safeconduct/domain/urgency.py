"""What cannot wait: the signs a person names, how staff confirm them, and the order of the queue.

What a person says counts as claimed; an operator makes it confirmed. The queue sorts confirmed,
claimed, then waiting time. Claims are capped per channel and hour: past the cap a claim keeps its
mark but waits by time, so that a flood of claims cannot bury the rest. Nothing is hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum


class Sign(StrEnum):
    DANGER_NOW = "danger_now"
    SELF_HARM = "self_harm"
    WOUNDED = "wounded"
    MINOR = "minor"
    WINDOW_CLOSING = "window_closing"


class Standing(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


class Grade(IntEnum):
    """How long a sign can wait: minutes, or hours."""

    NOW = 0
    SOON = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """One row: what the desk calls a sign, how long it can wait, what confirms it."""

    label: str
    grade: Grade
    claimed_by: str
    confirmed_by: str


URGENCY: Mapping[Sign, Urgency] = {
    Sign.DANGER_NOW: Urgency(
        label="Danger now",
        grade=Grade.NOW,
        claimed_by="says that it is not safe to talk, or that they are under fire or being found",
        confirmed_by="an operator reads or hears that the danger is there now",
    ),
    Sign.SELF_HARM: Urgency(
        label="May harm themselves",
        grade=Grade.NOW,
        claimed_by="says that they want to die or to hurt themselves",
        confirmed_by="an operator reads or hears it; asking does not make it worse",
    ),
    Sign.WOUNDED: Urgency(
        label="Wounded",
        grade=Grade.NOW,
        claimed_by="says that they or someone with them is wounded",
        confirmed_by="an operator asked about bleeding, breathing and consciousness",
    ),
    Sign.MINOR: Urgency(
        label="Under 18",
        grade=Grade.SOON,
        claimed_by="says that they or someone with them is under 18",
        confirmed_by="an operator asked for the age; doubt counts as a minor",
    ),
    Sign.WINDOW_CLOSING: Urgency(
        label="Time is short",
        grade=Grade.SOON,
        claimed_by="says that they can come only today, or are about to be moved",
        confirmed_by="an operator asked until when",
    ),
}

# A shift of ten answers about sixty contacts an hour: a third of them may jump the queue on their
# own word, on each channel.
CLAIMS_AN_HOUR = 20
CLAIM_WINDOW = timedelta(hours=1)

ORDINARY = 2 * len(Grade)


def rank(claimed: Iterable[Sign], confirmed: Iterable[Sign], *, claims_before: int = 0) -> int:
    """A case's place in the queue, lowest first; ties go by waiting time.

    `claims_before` is how many claims this channel has already raised within `CLAIM_WINDOW`.
    """
    sure = _grades(confirmed)
    said = _grades(claimed) if claims_before < CLAIMS_AN_HOUR else []
    return min([*sure, *(len(Grade) + grade for grade in said)], default=ORDINARY)


def standing(sign: Sign, claimed: Iterable[Sign], confirmed: Iterable[Sign]) -> Standing | None:
    """Whether a sign stands on staff's word, on the person's word, or not at all."""
    if sign in confirmed:
        return Standing.CONFIRMED
    return Standing.CLAIMED if sign in claimed else None


def in_crisis(signs: Iterable[Sign]) -> bool:
    """Say whether one of these signs can wait for minutes only."""
    return any(grade is Grade.NOW for grade in _grades(signs))


def in_order(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Signs as the table orders them, each once: the way they are shown and stored."""
    named = frozenset(signs)
    return tuple(sign for sign in URGENCY if sign in named)


def written(signs: Iterable[Sign]) -> str:
    """Signs as one clear column holds them."""
    return ",".join(in_order(signs))


def read(text: str) -> frozenset[Sign]:
    """The signs of a clear column; raises ValueError for a word outside the vocabulary."""
    return frozenset(Sign(word) for word in text.split(",") if word)


def _grades(signs: Iterable[Sign]) -> list[Grade]:
    return [URGENCY[sign].grade for sign in signs]
