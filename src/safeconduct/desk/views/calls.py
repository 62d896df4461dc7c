"""The Calls page: an operator's seat at the line, and wishes about calls that the line obeys."""

import uuid
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import Error
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from safeconduct.desk.callers import the_line
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.how_it_answers import HOURS
from safeconduct.desk.my_call import MyCall, may_wish, my_call
from safeconduct.desk.read_aloud import modules
from safeconduct.desk.wished import wished
from safeconduct.domain.calls import Outcome, What
from safeconduct.domain.role import Right
from safeconduct.people.models import Staff
from safeconduct.programme.current import current_deployment
from safeconduct.programme.relays import SHARED, relays_until
from safeconduct.talks import duty, orders, seats
from safeconduct.talks.duty import NotAtTheLine, Talker
from safeconduct.talks.seats import SHIFT, Drawn, Kind, Seat

BUNDLE = "softphone/softphone.js"
ECHO = "echo"
# The pane, and the name under which a page says which state of it is on the screen.
WITH_A_PAGE_OF_THEIR_OWN = {What.LISTEN, What.CALL_BACK}
PANES = ("now", "line", "aloud")


@require_safe
def calls(request: DeskRequest) -> HttpResponse:
    """The whole page; where the line or the operators' phone is missing it says so."""
    context = {
        "here": "calls",
        "line_runs": settings.LINE_RUNS,
        "bundled": finders.find(BUNDLE) is not None,
        "bundle": BUNDLE,
        "echo": ECHO,
        **_panes(request),
    }
    return page(request, "desk/calls.html", context)


@require_safe
def calls_now(request: DeskRequest) -> HttpResponse:
    """Those panes that are not any more what the page shows."""
    seats.be_seen(_member(request).id, timezone.now())
    return _changed(request)


@require_POST
def sit_down(request: DeskRequest) -> HttpResponse:
    """Draw a seat whose password this page alone gets: to test, or for the shift that runs."""
    drawn = _drawn(request)
    seats.be_away(_member(request).id, timezone.now())
    return drawn


@require_POST
def go_on_duty(request: DeskRequest) -> HttpResponse:
    """Draw a seat and let calls come to it; who has never passed the test does that first."""
    if not duty.has_passed_test(request.reader.call_sign):
        return HttpResponse(status=409)
    drawn = _drawn(request)
    duty.be_ready(_member(request).id, reader=request.reader, at=timezone.now())
    return drawn


@require_POST
def sit_again(request: DeskRequest) -> HttpResponse:
    """Give a page that was loaded again another password; calls come as they came before."""
    at = timezone.now()
    drawn = seats.sit_again(_member(request).id, at)
    return _told_once(drawn, at) if drawn else HttpResponse(status=409)


@require_POST
def be_ready(request: DeskRequest) -> HttpResponse:
    try:
        duty.be_ready(_member(request).id, reader=request.reader, at=timezone.now())
    except NotAtTheLine:
        return _changed(request, status=409)
    return _changed(request)


@require_POST
def be_away(request: DeskRequest) -> HttpResponse:
    try:
        duty.pause(_member(request).id, reader=request.reader, at=timezone.now())
    except NotAtTheLine:
        return _changed(request, status=409)
    return _changed(request)


@require_POST
def go_off_duty(request: DeskRequest) -> HttpResponse:
    seats.go_off_duty(_member(request).id)
    return _changed(request)


@require_POST
def pass_test(request: DeskRequest) -> HttpResponse:
    """Note once that this member heard themselves; the seat of the test is given back."""
    duty.pass_test(reader=request.reader, at=timezone.now())
    seats.go_off_duty(_member(request).id)
    return _changed(request)


@require_POST
def wish(request: DeskRequest, call: uuid.UUID, what: str) -> HttpResponse:
    """Wish something of a call: a row that the line obeys within a second."""
    if what not in set(What) - WITH_A_PAGE_OF_THEIR_OWN:
        raise Http404
    other = _other(request)

    def give(seat: Seat) -> None:
        if not may_wish(What(what), call, seat):
            raise NotAtTheLine
        orders.give(What(what), call, seat.id, timezone.now(), other=other)

    return _done(request, give)


@require_POST
def listen(request: DeskRequest, call: uuid.UUID) -> HttpResponse:
    """Hear the talk of one operator unheard: told in the log first."""
    on_duty, wanted = the_line(timezone.now()).on_duty, _other(request)
    found = (Talker(seat=one.seat, call_sign=one.call_sign) for one in on_duty)
    talker = next((one for one in found if one.seat == wanted), None)
    if talker is None:
        return _changed(request, status=409)

    def hear(seat: Seat) -> None:
        duty.listen(call, seat, talker, reader=request.reader, at=timezone.now())

    return _done(request, hear)


@require_POST
def keep_brief(request: DeskRequest) -> HttpResponse:
    """Keep calls brief by hand for some hours, or (0) let the line decide again."""
    wanted, at = request.POST.get("hours", ""), timezone.now()
    if wanted not in {"0", *map(str, HOURS)}:
        return _changed(request, status=422)
    try:
        if wanted == "0":
            duty.keep_brief_no_more(reader=request.reader, at=at)
        else:
            duty.keep_brief(int(wanted), reader=request.reader, at=at)
    except Error:
        return render(request, "desk/not_stored.html", {"page": "/calls/"}, status=503)
    return _changed(request)


@require_POST
def wrap_up(request: DeskRequest, call: uuid.UUID) -> HttpResponse:
    """Name how a call ended: an event of its case, or of the programme where it has none."""
    outcome = request.POST.get("outcome", "")
    if outcome not in set(Outcome):
        return _changed(request, status=422)
    member, at, reader = _member(request).id, timezone.now(), request.reader

    def tell(_seat: Seat) -> None:
        duty.wrap_up(call, Outcome(outcome), member=member, reader=reader, at=at)

    return _done(request, tell)


def _done(request: DeskRequest, do: Callable[[Seat], None]) -> HttpResponse:
    """Do it from this member's seat, then show what has changed; a refusal shows how it stands."""
    seat = seats.seat_of(_member(request).id, timezone.now())
    if seat is None:
        return _changed(request, status=409)
    try:
        do(seat)
    except NotAtTheLine:
        return _changed(request, status=409)
    except Error:
        return render(request, "desk/not_stored.html", {"page": "/calls/"}, status=503)
    return _changed(request)


def _other(request: DeskRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("other", ""))
    except ValueError:
        return None


def _drawn(request: DeskRequest) -> JsonResponse:
    deployment, at = current_deployment(), timezone.now()
    wanted = [tag for tag in deployment.languages if tag in request.POST.getlist("language")]
    known = seats.seat_of(_member(request).id, at)
    languages = wanted or sorted(known.languages if known else {deployment.default_language})
    return _told_once(seats.go_on_duty(_member(request).id, languages, Kind.BROWSER, at), at)


def _told_once(drawn: Drawn, at: datetime) -> JsonResponse:
    relays = relays_until(
        current_deployment().relays, settings.HOME.secret(SHARED), seat=drawn.name, until=at + SHIFT
    )
    told = {
        "name": drawn.name,
        "password": drawn.password,
        "socket": settings.LINE_SOCKET,
        "relays": [relay.as_ice_server for relay in relays],
    }
    return JsonResponse(told)


def _panes(request: DeskRequest) -> dict[str, object]:
    now, member = timezone.now(), _member(request)
    line = the_line(now)
    mine = my_call(member.id, line, reader=request.reader, spoken=member.desk_language, now=now)
    aloud = modules(_read_in(mine))
    return {
        "now": mine,
        "line": line,
        "wished": (wishes := wished(request.reader, now)),
        "not_led": any(one.not_led for one in wishes),
        "aloud": aloud,
        "aloud_unreviewed": all(one.unreviewed for group in aloud for one in group.modules),
        "me": request.reader.call_sign,
        "may_keep_brief": request.reader.actor.may(Right.KEEP_CALLS_BRIEF),
        "brief_hours": HOURS,
        "may_listen": request.reader.actor.may(Right.LISTEN_TO_CALLS),
        "marks": {
            "now": _mark(mine),
            "line": _mark((line, mine.standing, wishes)),
            "aloud": _mark(_read_in(mine)),
        },
    }


def _read_in(mine: MyCall) -> str:
    return mine.caller.tag if mine.caller else current_deployment().default_language


def _mark(state: object) -> str:
    """Name what a pane shows, so that only what has changed is sent and drawn again."""
    return sha256(f"{get_language()}{state!r}".encode()).hexdigest()[:16]


def _changed(request: DeskRequest, *, status: int = 200) -> HttpResponse:
    told, asked = _panes(request), request.GET if request.method == "GET" else request.POST
    marks: dict[str, str] = told["marks"]  # type: ignore[assignment] # made four lines above
    changed = [name for name in PANES if asked.get(name) != marks[name]]
    if not changed and status == HttpResponse.status_code:
        return HttpResponse(status=204)
    context = {**told, "changed": changed}
    return render(request, "desk/calls_changed.html", context, status=status)


def _member(request: DeskRequest) -> Staff:
    return Staff.objects.get(call_sign=request.reader.call_sign)
