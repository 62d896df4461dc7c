"""Lists of cases: the queue, mine, recent; finding one by its reference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_safe

from safeconduct.cases import queries
from safeconduct.cases.doubted import unheard
from safeconduct.cases.queries import QueueRow
from safeconduct.cases.undelivered import undelivered
from safeconduct.desk import times
from safeconduct.desk.counts import COUNTS, count_of
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
    """One page of a list as its pane shows it; `open` is the key of the case beside it.

    `above` and `below` say how many are not shown, None where that is not counted; `after` is where
    this page begins, `onward` the address of the next one, where there is more.
    """

    name: str
    title: str
    rows: list[Row]
    total: int
    oldest: str
    empty: Empty
    open: str
    crisis: list[Row]
    undelivered: list[NotBrought]
    doubted: list[NotBrought]
    after: str
    onward: str
    below: int | None

    @property
    def above(self) -> int | None:
        """How many come before this page: nothing is hidden without a word."""
        if not self.after or self.below is None:
            return None
        return max(0, self.total - len(self.rows) - len(self.crisis) - self.below)


LISTS: Mapping[str, Callable[..., tuple[QueueRow, ...]]] = {
    "queue": queries.waiting,
    "mine": queries.assigned_to,
    "recent": queries.recent,
}
# The list that has lanes: what cannot wait, and what did not arrive.
LANES = "queue"
SHOWN, BESIDE_A_CASE = 100, 40
LONGEST_PLACE = 80
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


def list_of(name: str, request: DeskRequest, *, open_key: str = "", after: str = "") -> List:
    reader, now = request.reader, timezone.now()
    most = BESIDE_A_CASE if open_key else SHOWN
    # One more than is shown says that there is more.
    found = LISTS[name](reader, most=most + 1, after=after)
    place = found[most - 1].place if len(found) > most else ""
    rows = all_shown(found[:most], reader=reader.call_sign, now=now)
    total = count_of(request, name) if place or after else None
    empty, lanes = EMPTY[name], name == LANES
    crisis = [row for row in rows if row.target] if lanes else []
    return List(
        name=name,
        title=gettext(NAMES[name]),
        rows=[row for row in rows if row not in crisis],
        crisis=crisis,
        undelivered=not_brought(undelivered(reader, now), now) if lanes and not after else [],
        doubted=not_brought(unheard(reader, now), now) if lanes and not after else [],
        total=len(rows) if total is None else total,
        oldest=times.wait(now - min(row.since for row in rows)) if rows and not after else "",
        empty=Empty(title=gettext(empty.title), words=gettext(empty.words)),
        open=open_key,
        after=after,
        onward=f"{reverse(name)}?{urlencode({'after': place})}" if place else "",
        below=_below(name, request, shown=len(rows), after=after, place=place),
    )


def _below(name: str, request: DeskRequest, *, shown: int, after: str, place: str) -> int | None:
    """How many come after this page; None in a list that is not counted."""
    total = count_of(request, name)
    if total is None or not place:
        return None if total is None else 0
    if after:
        return COUNTS[name](request.reader, after=place)
    return max(0, total - shown)


def _after(request: DeskRequest) -> str:
    return request.GET.get("after", "")[:LONGEST_PLACE]


@require_safe
def start(request: DeskRequest) -> HttpResponse:
    """The first page that this role has something to do on."""
    places = (("queue", Right.SEE_QUEUE), ("people", Right.SEE_PEOPLE), ("rules", Right.SEE_RULES))
    open_now = (name for name, right in places if request.reader.actor.may(right))
    return redirect(next(open_now, "you"))


@require_safe
def cases(request: DeskRequest, name: str) -> HttpResponse:
    """One list, and beside it what to do."""
    return page(request, "desk/queue.html", {"list": list_of(name, request, after=_after(request))})


@require_safe
def rows(request: DeskRequest, name: str) -> HttpResponse:
    """The rows of a list alone, for the page that asks for them again and again."""
    if name not in LISTS or not request.reader.actor.may(RIGHT_OF[name]):
        raise Http404
    shown = list_of(name, request, open_key=request.GET.get("open", ""), after=_after(request))
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
