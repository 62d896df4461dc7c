"""A case as the list shows it: who, what hurts, how long; the rest is one soft line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from safeconduct.cases.doubted import Unheard
from safeconduct.cases.queries import QueueRow
from safeconduct.cases.undelivered import Undelivered
from safeconduct.desk import times
from safeconduct.desk.words import called, channel
from safeconduct.domain.crisis import crises
from safeconduct.domain.life import RequestKind, SizeBand, State
from safeconduct.domain.urgency import URGENCY, Grade, Sign, Standing
from safeconduct.programme.languages import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One sign of urgency: its word, on whose word it stands, and whether minutes count."""

    sign: Sign
    label: str
    standing: Standing

    @property
    def grave(self) -> bool:
        return URGENCY[self.sign].grade is Grade.NOW

    @property
    def claimed(self) -> bool:
        return self.standing is Standing.CLAIMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list; `key` is the reference as an address and an id carry it."""

    reference: str
    key: str
    address: str
    marks: tuple[Mark, ...]
    since: datetime
    waited: str
    late: bool
    line: str
    unread: str
    holder: str
    declined: bool
    target: str

    @property
    def first(self) -> Mark | None:
        """The sign that orders the row; the others stand in its soft line."""
        return self.marks[0] if self.marks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBrought:
    """One answer that a channel did not bring, or words that it brought beside a case."""

    reference: str
    key: str
    address: str
    channel: str
    since: datetime
    waited: str


def not_brought(rows: Iterable[Undelivered | Unheard], now: datetime) -> list[NotBrought]:
    return [
        NotBrought(
            reference=row.reference,
            key=key_of(row.reference),
            address=reverse("case", args=[key_of(row.reference)]),
            channel=channel(row.channel),
            since=row.since,
            waited=times.wait(now - row.since),
        )
        for row in rows
    ]


def key_of(reference: str) -> str:
    return reference.lower().replace(" ", "-")


def marks(row: QueueRow) -> tuple[Mark, ...]:
    """Signs in the order of the table; a confirmed sign is not shown as claimed again."""
    sure = [_mark(sign, Standing.CONFIRMED) for sign in row.confirmed]
    said = [_mark(sign, Standing.CLAIMED) for sign in row.claimed if sign not in row.confirmed]
    return (*sure, *said)


def shown(row: QueueRow, *, reader: str, now: datetime) -> Row:
    since = row.waiting_since or row.last_seen
    signs, key = marks(row), key_of(row.reference)
    return Row(
        reference=row.reference,
        key=key,
        address=reverse("case", args=[key]),
        marks=signs,
        since=since,
        waited=times.wait(now - since),
        late=times.is_late(row.waiting_since, [mark.sign for mark in signs], now),
        line=" · ".join((*(mark.label for mark in signs[1:]), *_line(row))),
        unread=_unread(row),
        holder="" if row.assigned in {"", reader} else row.assigned,
        declined=row.declined,
        target=_target(row, [mark.sign for mark in signs], now),
    )


def _target(row: QueueRow, signs: Iterable[Sign], now: datetime) -> str:
    """How much of a crisis's target time is left; empty where none runs.

    A claim past the channel's cap waits by time, so that a flood cannot bury the rest.
    """
    if row.waiting_since is None or not row.urgent or not crises(signs):
        return ""
    within = times.patience(signs)
    left = within - (now - row.waiting_since)
    if left > timedelta(0):
        return gettext("{left} left of {target}").format(
            left=times.wait(min(left + times.MINUTE, within)), target=times.wait(within)
        )
    return gettext("{over} past {target}").format(over=times.wait(-left), target=times.wait(within))


def all_shown(rows: Iterable[QueueRow], *, reader: str, now: datetime) -> list[Row]:
    return [shown(row, reader=reader, now=now) for row in rows]


def language(tag: str) -> str:
    """A language by its own name; the tag itself where we have none."""
    return LANGUAGES[tag].name if tag in LANGUAGES else tag


def about(row: QueueRow) -> str:
    """Whom it is about: `alone`, `group of 2–5`, `relative`, `question`."""
    if row.kind is not RequestKind.GROUP:
        return called(row.kind).lower()
    if row.size_band in {SizeBand.UNKNOWN, SizeBand.ALONE}:
        return called(row.kind).lower()
    return gettext("group of {band}").format(band=called(row.size_band).lower())


def _line(row: QueueRow) -> tuple[str, ...]:
    told = (channel(row.channel), language(row.language), about(row))
    new = row.state in {State.CONTACTED, State.REQUESTED}
    return told if new else (*told, called(row.state).lower())


def _unread(row: QueueRow) -> str:
    if row.unread == 0:
        return ""
    if row.unread == 1 and row.waiting_since == row.opened_at:
        return gettext("new")
    return ngettext("{n} unread", "{n} unread", row.unread).format(n=row.unread)


def _mark(sign: Sign, standing: Standing) -> Mark:
    return Mark(sign=sign, label=called(sign), standing=standing)
