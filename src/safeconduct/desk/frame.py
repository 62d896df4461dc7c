"""What stands around each page: where one can go, who one is, and the state of the doors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.desk.counts import count_of
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.page_behind import COOKIE as UNDONE
from safeconduct.desk.page_behind import tell_undone
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.desk.state import Condition, conditions
from safeconduct.desk.words import roles

NAMES: Mapping[str, str] = {
    "queue": noop("Queue"),
    "mine": noop("Mine"),
    "recent": noop("Recent"),
    "calls": noop("Calls"),
    "people": noop("People"),
    "programme": noop("Programme"),
    "recordings": noop("Recordings"),
    "log": noop("Log"),
    "destroyed": noop("Destroyed"),
    "rules": noop("Rules"),
}

# After `g`; where they lie on the keyboard counts, not what the layout writes.
LETTERS: Mapping[str, str] = {
    "queue": "q",
    "mine": "m",
    "recent": "n",
    "calls": "c",
    "people": "p",
    "programme": "o",
    "recordings": "s",
    "log": "l",
    "rules": "r",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the navigation."""

    name: str
    label: str
    address: str
    count: int | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    places: tuple[Place, ...]
    call_sign: str
    roles: str
    may_find: bool
    may_panic: bool
    conditions: tuple[Condition, ...]
    undone: bool
    """What this browser sent before its member signed in was not done."""
    idle: int
    """Seconds after which the desk locks itself."""


def page(
    request: DeskRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A whole page in its frame."""
    answer = render(request, template, {"frame": frame(request), **context}, status=status)
    tell_undone(request, answer)
    return answer


def frame(request: DeskRequest) -> Frame:
    reader = request.reader
    return Frame(
        places=tuple(places(request)),
        call_sign=reader.call_sign,
        roles=roles(reader.roles),
        may_find=reader.actor.may(RIGHT_OF["find"]),
        may_panic=reader.actor.may(RIGHT_OF["panic"]),
        conditions=conditions(timezone.now()),
        undone=bool(request.COOKIES.get(UNDONE)),
        idle=settings.SESSION_COOKIE_AGE,
    )


def places(request: DeskRequest) -> Iterator[Place]:
    """Where this reader can go."""
    for name, label in NAMES.items():
        if request.reader.actor.may(RIGHT_OF[name]):
            yield Place(
                name=name,
                label=gettext(label),
                address=reverse(name),
                count=count_of(request, name),
                key=LETTERS.get(name, ""),
            )
