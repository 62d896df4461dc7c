"""The Log page: who did what and when, and whether the chains still hold. Never any content."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from safeconduct.cases import witness
from safeconduct.cases.log_pages import PAGE, Wanted, all_breaks, log_page
from safeconduct.cases.models import Anchor
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import page
from safeconduct.desk.logged import kinds, logged
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.domain.turns import LineIsFull, Turns

CHECKING = Turns(at_once=1, line=0)


@require_safe
def log(request: DeskRequest) -> HttpResponse:
    return _shown(request)


@require_POST
def verify(request: DeskRequest) -> HttpResponse:
    """Walk every chain and anchor now, and say what does not hold; one check at a time."""
    try:
        with CHECKING.turn():
            breaks = all_breaks(timezone.now())
    except LineIsFull:
        return _shown(request, busy=True, status=503)
    return _shown(request, checked=True, breaks=breaks)


def _shown(request: DeskRequest, *, status: int = 200, **check: object) -> HttpResponse:
    wanted, reader = _wanted(request), request.reader
    entries = log_page(wanted, reader)
    opens = reader.actor.may(RIGHT_OF["case"])
    newest = Anchor.objects.order_by("-seq").first()
    context = {
        "here": "log",
        "lines": [logged(entry, opens=opens) for entry in entries[:PAGE]],
        "older": _older(wanted, entries[PAGE - 1].id) if len(entries) > PAGE else "",
        "wanted": wanted,
        "kinds": kinds(),
        "anchor": witness.line(newest) if newest else "",
        **check,
    }
    return page(request, "desk/log.html", context, status=status)


def _wanted(request: DeskRequest) -> Wanted:
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("kind", "actor")}
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < len(str(2**63)) else None
    return Wanted(**asked, day=_day(request.GET.get("day", "")), before=number)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _older(wanted: Wanted, last: int) -> str:
    day = wanted.day.isoformat() if wanted.day else ""
    return urlencode({"kind": wanted.kind, "actor": wanted.actor, "day": day, "before": last})
