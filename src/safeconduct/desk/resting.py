"""A desk that locked itself while its operator is on duty: the phone on the Calls page stays.

The phone is registered by the page and needs no member key. So what a locked Calls page asks for is
not led to the door, which would take the page away and its phone with it: it is told that it is
locked and what rings there, shows nothing of any case any more, and goes on ringing (ADR 23).
"""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from safeconduct.domain.waiting import rings
from safeconduct.people.known_browsers import known_in
from safeconduct.people.models import Staff
from safeconduct.talks import seats
from safeconduct.talks.seats import Seat, Standing

LOCKED = "locked"
"""The event by which htmx tells the page; `calls.js` hears it."""


def told_to_rest(seat: Seat) -> HttpResponse:
    what = rings(
        pauses=seat.pauses,
        away=seat.standing is Standing.AWAY,
        wraps_up=seat.standing is Standing.WRAPPING,
    )
    told = json.dumps({LOCKED: {"rings": what}})
    return HttpResponse(status=401, headers={"HX-Trigger": told})


def resting(request: HttpRequest, page: str, calls: str) -> Seat | None:
    """Return the seat of this `page`, if it is a Calls page whose member passed a code here today.

    Who locked by hand, was removed, ended this browser's session elsewhere, or met the panic key is
    known in no browser any more: their page is led to the door, and their phone falls silent.
    """
    if page != calls or not request.headers.get("HX-Request"):
        return None
    known = known_in(request)
    staff = Staff.objects.filter(call_sign=known.call_sign).first() if known else None
    seat = seats.seat_of(staff.id, timezone.now()) if staff else None
    if staff and seat:
        seats.be_seen(staff.id, timezone.now())
    return seat
