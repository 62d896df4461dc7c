"""Lists of cases: the queue, mine, recent; finding one by its reference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_safe

from safeconduct.cases import queries
from safeconduct.cases.queries import QueueRow
from safeconduct.cases.undelivered import undelivered
from safeconduct.desk import times
from safeconduct.desk.counts import count_of
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.frame import NAMES, page
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.desk.rows import NotBrought, Row, all_shown, key_of, not_brought
from safeconduct.domain.role import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """What an empty list says: what will appear here, and what to do meanwhile."""

    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list as its pane shows it; `open` is the key of the case beside it."""

    name: str
    title: str
    rows: list[Row]
    total: int
    oldest: str
    empty: Empty
    open: str
    crisis: list[Row]
    undelivered: list[NotBrought]

    @property
    def more(self) -> int:
        """How many are not shown: nothing is hidden without a word."""
        return self.total - len(self.rows) - len(self.crisis)


LISTS: Mapping[str, Callable[..., tuple[QueueRow, ...]]] = {
    "queue": queries.waiting,
    "mine": queries.assigned_to,
    "recent": queries.recent,
}
# The list that has lanes: what cannot wait, and what did not arrive.
LANES = "queue"
SHOWN, BESIDE_A_CASE = 100, 40
EMPTY: Mapping[str, Empty] = {
    "queue": Empty(
        title=noop("Nobody waits"),
        words=noop(
            "A new request appears here by itself within seconds, the most urgent first. "
            "Meanwhile: read Mine for people who may write again, or the Rules."
        ),
    ),
    "mine": Empty(
        title=noop("You have taken no case"),
        words=noop(
            "Open a case from the queue and press Take. It stays here until you give it back or "
            "it ends, whether or not the person writes."
        ),
    ),
    "recent": Empty(
        title=noop("No cases yet"),
        words=noop(
            "Every case that your teams can open appears here, the last word of a person first."
        ),
    ),
}


def list_of(name: str, request: DeskRequest, *, open_key: str = "") -> List:
    reader = request.reader
    now, most = timezone.now(), BESIDE_A_CASE if open_key else SHOWN
    rows = all_shown(LISTS[name](reader, most=most), reader=reader.call_sign, now=now)
    total = count_of(request, name) if len(rows) == most else None
    empty, lanes = EMPTY[name], name == LANES
    crisis = [row for row in rows if row.target] if lanes else []
    return List(
        name=name,
        title=gettext(NAMES[name]),
        rows=[row for row in rows if row not in crisis],
        crisis=crisis,
        undelivered=not_brought(undelivered(reader, now), now) if lanes else [],
        total=len(rows) if total is None else total,
        oldest=times.wait(now - min(row.since for row in rows)) if rows else "",
        empty=Empty(title=gettext(empty.title), words=gettext(empty.words)),
        open=open_key,
    )


@require_safe
def start(request: DeskRequest) -> HttpResponse:
    """The first page that this role has something to do on."""
    places = (("queue", Right.SEE_QUEUE), ("people", Right.SEE_PEOPLE), ("rules", Right.SEE_RULES))
    open_now = (name for name, right in places if request.reader.actor.may(right))
    return redirect(next(open_now, "you"))


@require_safe
def cases(request: DeskRequest, name: str) -> HttpResponse:
    """One list, and beside it what to do."""
    return page(request, "desk/queue.html", {"list": list_of(name, request)})


@require_safe
def rows(request: DeskRequest, name: str) -> HttpResponse:
    """The rows of a list alone, for the page that asks for them again and again."""
    if name not in LISTS or not request.reader.actor.may(RIGHT_OF[name]):
        raise Http404
    shown = list_of(name, request, open_key=request.GET.get("open", ""))
    return render(request, "desk/rows.html", {"list": shown})


@require_safe
def find(request: DeskRequest) -> HttpResponse:
    """Go to the case that a reference names; a missing and a forbidden one are told alike."""
    sought = request.GET.get("reference", "").strip()[:40]
    found = queries.find(sought, request.reader) if sought else None
    if found:
        return redirect(reverse("case", args=[key_of(found.reference)]))
    context = {"list": list_of("queue", request), "sought": sought}
    return page(request, "desk/queue.html", context, status=404 if sought else 200)
