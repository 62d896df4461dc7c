"""From stories to rows: a batch of cases, ready to be written, table by table."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import itemgetter

from bench.bulk.sealing import Keys, Likeness, Sealed, Shape
from bench.bulk.story import Plot, happened
from safeconduct.cases import log, models
from safeconduct.cases.chronicle import Happened, show, told
from safeconduct.cases.rows import Ready, ready
from safeconduct.domain import urgency
from safeconduct.domain.life import Action, Event
from safeconduct.vault.arrivals import Arrival, encode_wraps

# Silence lapses after 180 days: errands find nothing to end here.
SPAN = timedelta(days=120)
SPEAKS = frozenset({Action.REQUEST, Action.ADD})
WRITES = frozenset({Action.REPLY, Action.NOTE})


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What all batches share."""

    keys: Keys
    shape: Shape
    now: datetime
    cases: int
    sealed_every: int
    waiting: int

    def is_sealed(self, number: int) -> bool:
        return number % self.sealed_every == 0

    def plot(self, number: int) -> Plot:
        began = self.now - SPAN * (self.cases - number) / self.cases
        waits = number >= self.cases - self.waiting
        return Plot(number=number, began=began, until=self.now, waits=waits)


@dataclass(slots=True)
class Rows:
    """The rows of a batch, in the order in which they can be written."""

    arrivals: list[models.Arrival] = field(default_factory=list)
    cases: list[models.Case] = field(default_factory=list)
    wraps: list[models.CaseWrap] = field(default_factory=list)
    places: list[models.CaseArrival] = field(default_factory=list)
    entries: list[models.Entry] = field(default_factory=list)
    copies: list[models.RequesterCopy] = field(default_factory=list)
    chains: dict[uuid.UUID, tuple[log.Told, ...]] = field(default_factory=dict)

    def ready(self) -> list[Ready]:
        tables: tuple[Iterable[object], ...] = (
            self.arrivals, self.cases, self.wraps, self.places, self.entries, self.copies,
        )  # fmt: skip
        rows = [one for table in tables for one in ready(table)]
        return [_sendable(one) for one in (*rows, *_in_time(log.beginnings(self.chains)))]


def make_batch(world: World, part: tuple[int, Sequence[str]]) -> list[Ready]:
    """Return the rows of the cases from a number on, one for each reference."""
    rows, (first, names) = Rows(), part
    for number, name in enumerate(names, start=first):
        _make(world, number, name, rows)
    return rows.ready()


def _make(world: World, number: int, name: str, rows: Rows) -> None:
    plot = world.plot(number)
    events, life = happened(plot)
    signs, began = urgency.written(plot.urgent), events[0].at
    parts = (
        Sealed(world.keys, signs, began)
        if world.is_sealed(number)
        else Likeness(world.shape, signs)
    )
    first = _arrival(parts.first, began)
    case = models.Case(
        id=uuid.uuid4(), reference=name, channel="site", language="ru", first=first,
        opened_at=began,
    )  # fmt: skip
    show(case, life, tell=False)
    rows.arrivals.append(first)
    rows.cases.append(case)
    rows.wraps += [
        models.CaseWrap(case=case, team=one.team, version=one.version, sealed_seed=one.sealed)
        for one in parts.first.wraps
    ]
    contents = Contents(case=case, parts=parts, rows=rows)
    said = [contents.said(event, seq) for seq, event in enumerate(events, start=1)]
    rows.chains[case.id] = tuple(told(one) for one in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What the events of one case speak of, made as they are walked."""

    case: models.Case
    parts: Sealed | Likeness
    rows: Rows

    def said(self, event: Event, seq: int) -> Happened:
        """Make what an event speaks of, and bind it into the event."""
        content = b""
        if event.kind in SPEAKS:
            content = self._spoken(event, seq)
        if event.kind in WRITES:
            content = self._written(event, seq)
        return Happened(event=event, content=content)

    def _spoken(self, event: Event, seq: int) -> bytes:
        arrival = self.case.first
        if seq > 1:
            arrival = _arrival(self.parts.later(event.at), event.at)
            self.rows.arrivals.append(arrival)
        self.rows.places.append(models.CaseArrival(case=self.case, arrival=arrival, seq=seq))
        return hashlib.sha256(arrival.body).digest()

    def _written(self, event: Event, seq: int) -> bytes:
        entry = models.Entry(
            id=uuid.uuid4(), case=self.case, seq=seq, kind=event.kind.value, author=event.actor,
            at=event.at,
        )  # fmt: skip
        entry.body = self.parts.written(entry)
        self.rows.entries.append(entry)
        if event.kind is Action.REPLY:
            self.rows.copies.append(self._copy(entry))
        return hashlib.sha256(entry.body).digest()

    def _copy(self, entry: models.Entry) -> models.RequesterCopy:
        item = uuid.uuid4()
        return models.RequesterCopy(
            id=item, case=self.case, locator=self.case.first.locator, kind="reply",
            entry=entry.id, body=self.parts.copy(item), stored_at=entry.at, noted=False,
        )  # fmt: skip


def _arrival(made: Arrival, at: datetime) -> models.Arrival:
    return models.Arrival(
        id=made.id, kind=made.kind.value, locator=made.locator, case_public=made.case_public,
        requester_kem=made.requester_kem, requester_sign=made.requester_sign,
        talk_sign=made.talk_sign, sealed_under=made.sealed_under, channel=made.channel,
        language=made.language, request_kind=made.request_kind, urgency=made.urgency,
        size_band=made.size_band, directory_serial=made.directory_serial, body=made.body,
        wraps=encode_wraps(made.wraps), copy=made.copy, signature=made.signature,
        stored_at=at, taken="taken",
    )  # fmt: skip


def _in_time(chains: Iterable[Ready]) -> Iterator[Ready]:
    """Put events in the order of their minutes, as if they had been written when they happened."""
    heads, events = chains
    at = events.statement.split("VALUES")[0].split("(")[1].split(", ").index('"at"')
    yield heads
    yield replace(events, values=sorted(events.values, key=itemgetter(at)))


def _sendable(rows: Ready) -> Ready:
    """Return rows as another process can send them: no views into memory."""
    plain = [
        [bytes(one) if isinstance(one, memoryview) else one for one in row] for row in rows.values
    ]
    return replace(rows, values=plain)
