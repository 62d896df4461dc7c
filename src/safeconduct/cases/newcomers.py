"""From checked `new` arrivals to cases: row, wraps, place on the timeline, first event."""

import secrets
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from safeconduct.cases import log, models
from safeconduct.cases.chronicle import Happened, show, told
from safeconduct.cases.claims import claims_within_windows
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.cases.rows import Ready, ready
from safeconduct.cases.verdicts import Newcomer
from safeconduct.domain.call_backs import SCRIPT as CALL_BACK
from safeconduct.domain.life import (
    REQUESTER,
    Action,
    Case,
    Details,
    Event,
    RequestKind,
    decide,
    evolve,
)
from safeconduct.domain.life.details import LARGEST_COUNT
from safeconduct.domain.reference import SPACE, Reference, reference
from safeconduct.domain.urgency import CLAIM_WINDOW

FIRST_ACTION = {RequestKind.SELF: Action.REQUEST, RequestKind.GROUP: Action.REQUEST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case about to be written, with the event that opens it."""

    row: models.Case
    newcomer: Newcomer
    event: Happened


def drafted(newcomers: Sequence[Newcomer]) -> tuple[Ready, ...]:
    """Return all rows of a batch's cases, ready to be written; before any transaction begins."""
    opened = list(_opened(newcomers)) if newcomers else []
    return (
        *ready(one.row for one in opened),
        *ready(_wraps(opened)),
        *ready(_places(opened)),
        *ready(_wished(opened)),
        *log.beginnings({one.row.id: (told(one.event),) for one in opened}),
    )


def open_cases(drafted: Sequence[Ready]) -> None:
    """Write all cases of a batch, a statement a table, in the caller's transaction."""
    for rows in drafted:
        rows.write()


def _opened(newcomers: Sequence[Newcomer]) -> Iterator[Opened]:
    before = _claims_before(newcomers)
    names = fresh_references(len(newcomers))
    for newcomer, name in zip(newcomers, names, strict=True):
        event = _first_event(newcomer, before.get(newcomer.row.id))
        life = evolve(Case(), event)
        row = models.Case(
            id=uuid.uuid4(),
            reference=name,
            channel=newcomer.row.channel,
            language=newcomer.row.language,
            first=newcomer.row,
            opened_at=newcomer.row.stored_at,
        )
        show(row, life, tell=True)
        yield Opened(
            row=row, newcomer=newcomer, event=Happened(event=event, content=newcomer.content)
        )


def _claims_before(newcomers: Sequence[Newcomer]) -> dict[uuid.UUID, int]:
    """Count for each who claims urgency what their channel claimed in the hour before them.

    By their own time: what somebody dates back takes nothing from those beside it in the batch.
    """
    claiming = [one.row for one in newcomers if one.claimed]
    earlier = claims_within_windows({row.stored_at for row in claiming})
    return {
        row.id: min(
            earlier[row.stored_at][row.channel] + _within_window(row, claiming[:place]),
            LARGEST_COUNT,
        )
        for place, row in enumerate(claiming)
    }


def _within_window(row: models.Arrival, before: Iterable[models.Arrival]) -> int:
    since = row.stored_at - CLAIM_WINDOW
    return sum(one.channel == row.channel and one.stored_at > since for one in before)


def _first_event(newcomer: Newcomer, claims_before: int | None) -> Event:
    action = FIRST_ACTION.get(newcomer.kind, Action.CONTACT)
    details = Details(
        kind=newcomer.kind,
        size=newcomer.size,
        claimed=newcomer.claimed,
        claims_before=claims_before,
    )
    event = decide(Case(), action, REQUESTER, newcomer.row.stored_at, details=details)
    if not isinstance(event, Event):
        raise TypeError(str(event))
    return event


def _wraps(opened: Iterable[Opened]) -> Iterator[models.CaseWrap]:
    for one in opened:
        for wrap in one.newcomer.arrival.wraps:
            yield models.CaseWrap(
                case=one.row, team=wrap.team, version=wrap.version, sealed_seed=wrap.sealed
            )


def _places(opened: Iterable[Opened]) -> Iterator[models.CaseArrival]:
    for one in opened:
        yield models.CaseArrival(case=one.row, arrival=one.newcomer.row, seq=1)


def _wished(opened: Iterable[Opened]) -> Iterator[WishedCall]:
    for one in opened:
        if one.newcomer.row.request_kind == CALL_BACK:
            yield WishedCall(case=one.row, seq=1, wished_at=one.row.opened_at, tries=0, done=False)


def fresh_references(count: int) -> list[Reference]:
    """Draw so many references that no case has: at random, so that none tells the order."""
    chosen: list[Reference] = []
    space = SPACE
    while len(chosen) < count:
        drawn = {reference(secrets.randbelow(space)) for _ in range(count - len(chosen))}
        taken = models.Case.objects.filter(reference__in=drawn)
        drawn -= set(taken.values_list("reference", flat=True))
        chosen += drawn - set(chosen)
        space = space * 2 if len(chosen) < count else space
    return chosen
