"""What intake checks before it believes an arrival, without any private key."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.cases import models
from safeconduct.cases.opening import as_stored
from safeconduct.domain import urgency
from safeconduct.domain.call_backs import SCRIPT as CALL_BACK
from safeconduct.domain.life import RequestKind, SizeBand
from safeconduct.domain.role import Team
from safeconduct.domain.script import Channel
from safeconduct.domain.urgency import Sign
from safeconduct.vault.arrivals import Arrival, BadSignature, TeamWrap, verify
from safeconduct.vault.encoding import NotCanonical

FIRST_READERS = frozenset({Team.INTAKE, Team.LEAD})
# Each word replays its case's life: with 200 unread that is 16 ms within the writer's turn.
MOST_UNREAD = 200
# What a column of ours holds on either database.
LARGEST_VERSION = 2**31 - 1
LARGEST_BODY = 17 * 2**20
LONGEST_LANGUAGE = 12


class Verdict(StrEnum):
    """What became of an arrival; all but the first two are refusals, counted at the desk."""

    TAKEN = "taken"
    SET_ASIDE = "set_aside"
    BAD_SIGNATURE = "bad_signature"
    BAD_WORDS = "bad_words"
    BAD_WRAPS = "bad_wraps"
    TOO_LARGE = "too_large"
    UNKNOWN_LOCATOR = "unknown_locator"
    NOT_NOW = "not_now"
    BROKEN = "broken"


KEPT = (Verdict.TAKEN, Verdict.SET_ASIDE)
REFUSALS = tuple(verdict.value for verdict in Verdict if verdict not in KEPT)


class Refused(Exception):
    """An arrival is not taken in; `verdict` says why in one closed word."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A `new` that was checked: what its door wrote, with clear words in their types."""

    row: models.Arrival
    arrival: Arrival
    kind: RequestKind
    size: SizeBand
    claimed: frozenset[Sign]

    @property
    def content(self) -> bytes:
        return hashlib.sha256(self.arrival.body).digest()


def checked(row: models.Arrival) -> Newcomer:
    """Return a `new` whose signature, words and wraps are in order; raises Refused."""
    arrival = signed(row)
    channel_of(row)
    if not arrival.wraps or not _in_order(arrival.wraps):
        raise Refused(Verdict.BAD_WRAPS)
    try:
        return Newcomer(
            row=row,
            arrival=arrival,
            kind=_kind(row.request_kind),
            size=SizeBand(row.size_band),
            claimed=urgency.read(row.urgency),
        )
    except ValueError as error:
        raise Refused(Verdict.BAD_WORDS) from error


def _in_order(wraps: Sequence[TeamWrap]) -> bool:
    """Say whether wraps are for teams that read first, one each, of a version that has a place."""
    teams = {wrap.team for wrap in wraps}
    versions = [wrap.version for wrap in wraps]
    return len(teams) == len(wraps) and teams <= FIRST_READERS and max(versions) <= LARGEST_VERSION


def _kind(word: str) -> RequestKind:
    """Return whom a request is about; who only wishes to be called has not said yet."""
    return RequestKind.QUESTION if word == CALL_BACK else RequestKind(word)


def signed(row: models.Arrival) -> Arrival:
    """Return a `new` that the requester key it names has signed whole."""
    arrival = readable(row)
    try:
        verify(arrival, arrival.requester_sign)
    except (BadSignature, ValueError) as error:
        raise Refused(Verdict.BAD_SIGNATURE) from error
    return arrival


def readable(row: models.Arrival) -> Arrival:
    if len(row.body) > LARGEST_BODY:
        raise Refused(Verdict.TOO_LARGE)
    try:
        return as_stored(row)
    except (NotCanonical, ValueError) as error:
        raise Refused(Verdict.BAD_WORDS) from error


def channel_of(row: models.Arrival) -> Channel:
    try:
        return Channel(row.channel)
    except ValueError as error:
        raise Refused(Verdict.BAD_WORDS) from error
