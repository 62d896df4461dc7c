"""What the clock does to cases, without any private key: tell, note, destroy, let lapse."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from django.db import connection

from safeconduct.cases import models
from safeconduct.cases.arrivals import COPY_LIVES
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.outbox import empty_old
from safeconduct.cases.purging import destroyed
from safeconduct.cases.rows import ready
from safeconduct.cases.way_back import WayBack, followed
from safeconduct.cases.writer import writing
from safeconduct.domain.life import ERRANDS, KEPT, REQUESTER, Action, Event, decide
from safeconduct.domain.life.needs import LAPSING
from safeconduct.domain.retention import Kept
from safeconduct.domain.role import Actor
from safeconduct.vault.replies import Address, ItemKind, seal_status
from safeconduct.vault.seals import NotAKey
from safeconduct.vault.signatures import BadSignature

BATCH = 50


def tell_states(at: datetime, *, limit: int = BATCH) -> int:
    """Seal the text key of each changed state to its requester, in place of the one before."""
    waiting = models.Case.objects.filter(tell=True).select_related("first")
    cases = list(waiting.prefetch_related("replacements")[:limit])
    sealed = ready(_statuses(cases, at))
    with writing():
        models.RequesterCopy.objects.filter(case__in=cases, kind=ItemKind.STATUS).delete()
        for copies in sealed:
            copies.write()
        for state in {case.state for case in cases}:
            # Only where the state is still the one told: else the next round tells again.
            same = [case.id for case in cases if case.state == state]
            models.Case.objects.filter(id__in=same, state=state).update(tell=False)
    return len(cases)


def _statuses(cases: Iterable[models.Case], at: datetime) -> Iterator[models.RequesterCopy]:
    """Seal to who can still come back; a way back that was planted or is no key tells nobody."""
    for case in cases:
        if bytes(case.first.locator):
            with suppress(BadSignature, NotAKey):
                yield _status(case, at)


def _status(case: models.Case, at: datetime) -> models.RequesterCopy:
    item, first, public = uuid.uuid4(), case.first, bytes(case.first.case_public)
    begin = WayBack(locator=bytes(first.locator), requester_kem=bytes(first.requester_kem))
    way = followed(case, begin, public)
    to = Address(item=item, case_public=public, requester_kem=way.requester_kem)
    return models.RequesterCopy(
        id=item,
        case=case,
        locator=way.locator,
        kind=ItemKind.STATUS,
        body=seal_status(f"status.{case.state}", to),
        stored_at=to_the_minute(at),
        noted=True,
    )


def note_readings(at: datetime, *, limit: int = BATCH) -> int:
    """Put into the log that a person has read an answer."""
    read = models.RequesterCopy.objects.filter(noted=False, read_at__isnull=False)
    copies = list(read.select_related("case")[:limit])
    for copy in copies:
        with writing():
            models.RequesterCopy.objects.filter(id=copy.id).update(noted=True)
            happen(copy.case_id, Action.SEEN, REQUESTER, copy.read_at or at)
    return len(copies)


def destroy_read_copies(at: datetime) -> int:
    """Destroy what was read more than 24 hours ago (VAULT section 5)."""
    with writing():
        old = models.RequesterCopy.objects.filter(noted=True, read_at__lt=at - COPY_LIVES)
        count, _ = old.delete()
        return destroyed(Kept.READ_COPY, count, at)


def empty_outbox(at: datetime) -> int:
    """Empty answers that could not be delivered within 48 hours."""
    with writing():
        return destroyed(Kept.OUTBOX, empty_old(at), at)


def let_lapse(at: datetime) -> int:
    """End cases that were silent for 180 days; the life decides, this only looks for them."""
    silent = models.Case.objects.filter(last_seen__lt=at - KEPT, state__in=LAPSING)
    lapsed = 0
    for case_id in list(silent.values_list("id", flat=True)):
        with writing():
            lapsed += happen(case_id, Action.LAPSE, ERRANDS, at)
    return lapsed


def happen(case_id: uuid.UUID, action: Action, actor: Actor, at: datetime) -> bool:
    """Do what the life of a case allows; False when it does not."""
    case = models.Case.objects.select_for_update().get(id=case_id)
    life = life_of(case)
    event = decide(life, action, actor, at)
    if not isinstance(event, Event):
        return False
    record(case, life, [Happened(event=event)])
    return True


def copy_back() -> int:
    """Bring what SQLite's write-ahead log holds into its file, beside the writers.

    Once 1,000 pages wait there SQLite has the next writer do it, who holds the turn meanwhile: that
    was a person's hand-in, four times in five.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return 0
