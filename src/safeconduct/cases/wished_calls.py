"""Who wishes to be called, in clear columns alone: the wish stands until they have talked.

It goes with the end of its case, after three tries nobody is rung any more, and in time it dies.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as DbCase
from django.db.models import Exists, OuterRef, Value, When

from safeconduct.cases import models
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.minutes import to_the_minute
from safeconduct.cases.models_of_wishes import WishedCall
from safeconduct.cases.purging import destroyed
from safeconduct.cases.queries import PAGE, QueueRow, as_row, readable
from safeconduct.cases.writer import writing
from safeconduct.domain.call_backs import MOST_TRIES, CameOf, counts
from safeconduct.domain.life import BEFORE_ARRIVAL, ERRANDS, Action, Details, Event, decide
from safeconduct.domain.retention import Kept
from safeconduct.people.readers import Reader

NEW_CODE = models.Event.objects.filter(
    subject=OuterRef("pk"), seq__gt=OuterRef("wished_call__seq"), kind=Action.REPLACE_CODE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """One case whose person wishes to be called. `first`: the arrival it came from."""

    row: QueueRow
    first: uuid.UUID
    at: datetime
    tries: int
    under_way: bool


def wish_anew(case: models.Case, seq: int, at: datetime) -> None:
    """Let a case's wish stand as if it were the first: who asks again is tried again."""
    anew = {"seq": seq, "wished_at": to_the_minute(at), "tries": 0, "done": False}
    WishedCall.objects.update_or_create(case=case, defaults=anew)


def standing_wishes(
    reader: Reader, cut_off: Collection[uuid.UUID] = (), *, most: int = PAGE
) -> list[Wished]:
    """Return who is still to be called, of the cases that this reader holds a key to.

    Not those whose code was given anew since: the log alone says that. First those whom a fault of
    ours cut off (`cut_off`: first arrivals of cases), then by urgency and by who asked first; of
    very many the first page.
    """
    cases = readable(reader).filter(
        ~Exists(NEW_CODE),
        state__in=BEFORE_ARRIVAL,
        wished_call__done=False,
        wished_call__tries__lt=MOST_TRIES,
    )
    ours = When(first_id__in=list(cut_off), then=Value(0))
    order = (DbCase(ours, default=Value(1)), "rank", "wished_call__wished_at", "id")
    found = cases.select_related("wished_call").order_by(*order)[:most]
    return [
        Wished(
            row=as_row(case),
            first=case.first_id,
            at=case.wished_call.wished_at,
            tries=case.wished_call.tries,
            under_way=case.wished_call.tried is not None,
        )
        for case in found
    ]


def wish_of(case: uuid.UUID) -> WishedCall | None:
    return WishedCall.objects.filter(case=case).first()


def wish_in(reference: str) -> WishedCall | None:
    """Return the wish of a case that is open before its reader."""
    named = models.Case.objects.filter(reference=reference)
    return WishedCall.objects.filter(case__in=named).first()


def under_way() -> Mapping[uuid.UUID, datetime]:
    """Return the tries whose outcome is not told yet, and when each began."""
    rows = WishedCall.objects.filter(tried__isnull=False)
    return {row.tried: row.tried_at for row in rows if row.tried and row.tried_at}


def end_try(tried: uuid.UUID, came_of: CameOf, at: datetime, *, unled: int = 0) -> bool:
    """Tell in the case's log what came of a try; once, however often it is asked for.

    `unled`: how often lately the line could not dial this person, this try among them.
    """
    with writing():
        wish = WishedCall.objects.select_for_update().filter(tried=tried).first()
        if wish is None:
            return False
        wish.tried, wish.done = None, wish.done or came_of is CameOf.TALKED
        # Who wished anew while they were being called has no try to their name.
        wish.tries = max(0, wish.tries - (not counts(came_of, unled)))
        wish.save(update_fields=["tried", "done", "tries"])
        case = models.Case.objects.select_for_update().get(id=wish.case_id)
        life = life_of(case)
        details = Details(came_of=came_of)
        event = decide(life, Action.CALLED_BACK, ERRANDS, at, details=details)
        if isinstance(event, Event):
            record(case, life, [Happened(event=event)])
    return True


def forget_old(at: datetime, lives: Mapping[Kept, timedelta]) -> int:
    """Destroy wishes that nobody could fulfil in time; a try under way is waited for."""
    with writing():
        old = WishedCall.objects.filter(
            wished_at__lte=at - lives[Kept.WISHED_CALL], tried__isnull=True
        )
        count, _ = old.delete()
        return destroyed(Kept.WISHED_CALL, count, at)
