"""What stands around each page: where one can go, who one is, and the state of the doors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases import queries
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.desk.state import Condition, conditions
from safeconduct.desk.words import roles
from safeconduct.people.readers import Reader

NAMES: Mapping[str, str] = {
    "queue": noop("Queue"),
    "mine": noop("Mine"),
    "recent": noop("Recent"),
    "rules": noop("Rules"),
}
COUNTS = {"queue": queries.waiting_count, "mine": queries.assigned_count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the navigation."""

    name: str
    label: str
    address: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    places: tuple[Place, ...]
    call_sign: str
    roles: str
    may_find: bool
    conditions: tuple[Condition, ...]


def page(
    request: DeskRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A whole page in its frame."""
    return render(request, template, {"frame": frame(request.reader), **context}, status=status)


def frame(reader: Reader) -> Frame:
    return Frame(
        places=tuple(_places(reader)),
        call_sign=reader.call_sign,
        roles=roles(reader.roles),
        may_find=reader.actor.may(RIGHT_OF["find"]),
        conditions=conditions(timezone.now()),
    )


def _places(reader: Reader) -> Iterator[Place]:
    for name, label in NAMES.items():
        if reader.actor.may(RIGHT_OF[name]):
            count = COUNTS[name](reader) if name in COUNTS else None
            yield Place(name=name, label=gettext(label), address=reverse(name), count=count)
