"""Who wishes to be called back, as the desk lists them, and what stands in the way of calling now.

The list is made of clear columns alone; when somebody may be called is in their opened case.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.access import CaseView
from safeconduct.cases.callbacks import callback_wish
from safeconduct.cases.calling_back import Why, why_not
from safeconduct.cases.wished_calls import Wished, standing_wishes, wish_in
from safeconduct.desk import times
from safeconduct.desk.rows import Mark, key_of, language, marks
from safeconduct.desk.told import WHEN
from safeconduct.desk.trouble import NOT_CALLED
from safeconduct.domain.call_backs import MOST_TRIES, next_time, tries_left
from safeconduct.domain.life import Action
from safeconduct.domain.role import Right
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_deployment
from safeconduct.programme.trunks import way_out
from safeconduct.talks import call_backs, calls
from safeconduct.talks.seats import Standing, seat_of

NO_SEAT = noop("To call, be on duty and free on the Calls page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedRow:
    """One who waits to be called back: no number, no hour, no word.

    `not_led`: the line could not dial them when it last tried.
    """

    reference: str
    key: str
    address: str
    marks: tuple[Mark, ...]
    language: str
    waited: str
    tries_left: int
    under_way: bool
    cut_off: bool
    not_led: bool

    @property
    def first(self) -> Mark | None:
        return self.marks[0] if self.marks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """What the page of a case says of calling back; `next_at` where it is not possible now."""

    when: str
    possible: bool
    why: str
    next_at: datetime | None
    tries_left: int
    most: int


def wished(reader: Reader, now: datetime) -> tuple[WishedRow, ...]:
    """Return who waits to be called, first those whom a fault of ours cut off."""
    if not reader.actor.may(Right.ANSWER_CALLS):
        return ()
    cut_off, not_led = calls.cut_off(), call_backs.not_led()
    return tuple(
        _row(one, now, cut_off=one.first in cut_off, not_led=one.first in not_led)
        for one in standing_wishes(reader, cut_off)
    )


def _row(one: Wished, now: datetime, *, cut_off: bool, not_led: bool) -> WishedRow:
    key = key_of(one.row.reference)
    return WishedRow(
        reference=one.row.reference,
        key=key,
        address=reverse("case", args=[key]),
        marks=marks(one.row),
        language=language(one.row.language),
        waited=times.wait(now - one.at),
        tries_left=tries_left(one.tries),
        under_way=one.under_way,
        cut_off=cut_off,
        not_led=not_led,
    )


def to_call(view: CaseView, reader: Reader, now: datetime) -> ToCall | None:
    """Return what is said of calling this person; None where no wish stands, or not for them."""
    wish = callback_wish(view.timeline)
    offered = any(offer.action is Action.CALL_BACK and offer.possible for offer in view.offers)
    if wish is None or not offered:
        return None
    row = wish_in(view.row.reference)
    if row is None or row.done:
        return None
    trunk = way_out(current_deployment().trunks)
    zones = trunk.zones if trunk and settings.LINE_RUNS else ()
    why = why_not(row, wish, now, zones)
    later = next_time(wish.hours, now, zones) if why is Why.NOT_NOW else None
    free = _sits_free(reader, now)
    return ToCall(
        when=gettext(WHEN[wish.hours]) if wish.hours in WHEN and not wish.outdated else "",
        possible=why is None and free,
        why=gettext(NOT_CALLED[why]) if why else "" if free else gettext(NO_SEAT),
        next_at=later,
        tries_left=tries_left(row.tries),
        most=MOST_TRIES,
    )


def _sits_free(reader: Reader, now: datetime) -> bool:
    member = Staff.objects.filter(call_sign=reader.call_sign).first()
    seat = seat_of(member.id, now) if member else None
    return seat is not None and seat.standing is Standing.FREE
