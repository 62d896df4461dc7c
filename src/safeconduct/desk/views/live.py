"""What pages ask for by themselves: the stream, who else is on a case, the state of the doors."""

from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import queries
from safeconduct.desk.doorway import DeskRequest, still_reads
from safeconduct.desk.frame import places
from safeconduct.desk.live.hub import HUB
from safeconduct.desk.live.presence import PRESENCE
from safeconduct.desk.live.signals import of_presence
from safeconduct.desk.live.streaming import Wanted, spoken
from safeconduct.desk.state import conditions
from safeconduct.desk.where import others_on

# More tabs than anybody keeps open; each is looked up before it counts.
MOST_OPEN = 40


@require_safe
def stream(request: DeskRequest) -> StreamingHttpResponse:
    """The one stream of a browser: it says that something changed, never what was said."""
    reader = request.reader
    wanted = Wanted(
        call_sign=reader.call_sign, teams=reader.teams, who_reads=lambda: still_reads(request)
    )
    # A stream lives for hours and asks the database nothing: it keeps no connection.
    connections.close_all()
    headers = {"X-Accel-Buffering": "no"}
    return StreamingHttpResponse(spoken(wanted), "text/event-stream", headers=headers)


@require_POST
def on(request: DeskRequest) -> HttpResponse:
    """A browser says which cases its tabs show, and on which of them somebody writes."""
    reader, keys = request.reader, request.POST.getlist("open")[:MOST_OPEN]
    places = {key: teams for key in keys if (teams := queries.teams_on(key, reader))}
    news = PRESENCE.say(reader.call_sign, places, request.POST.getlist("writes"))
    HUB.tell(of_presence(news))
    return HttpResponse(status=204)


@require_safe
def others(request: DeskRequest, key: str) -> HttpResponse:
    """Who else is on this case, and what came since the page was made."""
    seen = request.GET.get("seen", "")
    there = others_on(key, request.reader, seen=int(seen) if seen.isdecimal() else None)
    return render(request, "desk/others.html", {"others": there, "key": key})


@require_safe
def doors(request: DeskRequest) -> HttpResponse:
    """The state of the doors, and how many cases each list has."""
    context = {"conditions": conditions(timezone.now()), "places": places(request)}
    return render(request, "desk/doors.html", context)
