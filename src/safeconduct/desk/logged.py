"""The log in the words of the desk: what happened, who did it, and the facts it names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.cases.log_pages import Entry
from safeconduct.desk.rows import key_of
from safeconduct.desk.story import facts_of, who
from safeconduct.desk.words import called, done
from safeconduct.domain.calls import Outcome
from safeconduct.domain.life import Action, read_details
from safeconduct.domain.programme_events import Happening
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.domain.role import Role, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One line of the log; `address` leads to a case that this reader can open."""

    at: datetime
    what: str
    facts: str
    who: str
    about: str
    address: str


def logged(entry: Entry, *, opens: bool) -> Logged:
    address = reverse("case", args=[key_of(entry.reference)]) if opens and entry.reference else ""
    return Logged(
        at=entry.at,
        what=what(entry.kind),
        facts=", ".join(_facts(entry)),
        who=who(entry.actor),
        about=entry.reference or (gettext("a case") if entry.of_case else gettext("the programme")),
        address=address,
    )


def what(kind: str) -> str:
    """What an event is called: as done on a case, or as it happened to the programme."""
    if kind in set(Action):
        return done(Action(kind))
    if kind in set(Happening):
        return called(Happening(kind)).capitalize()
    return kind.replace("_", " ")


def kinds() -> list[tuple[str, str]]:
    """Every kind that the log knows, for the filter: of cases, then of the programme."""
    every: tuple[Action | Happening, ...] = (*Action, *Happening)
    return [(kind.value, what(kind.value)) for kind in every]


def _facts(entry: Entry) -> Iterator[str]:
    if entry.of_case:
        yield from facts_of(read_details(entry.details))
        return
    for name, value in json.loads(entry.details).items():
        yield _fact(name, value)


def _fact(name: str, value: object) -> str:
    """A fact of the programme: a call sign, a role, a team, a class or a number."""
    if name == "role":
        return called(Role(str(value)))
    if name == "team":
        return called(Team(str(value)))
    if name == "outcome":
        return called(Outcome(str(value)))
    if name == "hours":
        return gettext("{n} h").format(n=value)
    if name == "kept":
        return gettext(RETENTION[Kept(str(value))].label)
    return str(value)
