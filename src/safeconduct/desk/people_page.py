"""The People page and the page of one member: what a reader sees there and may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.staffing import NotAllowed
from safeconduct.desk.rights import RIGHT_OF
from safeconduct.desk.words import called
from safeconduct.domain.role import TEAMS, Role
from safeconduct.people import roster
from safeconduct.people.readers import Reader
from safeconduct.people.vouching import Trusted

PLANTED = noop("The team’s key did not vouch for this member: {what}. Call a shift lead.")
OTHER_NAME = noop("Type the call sign of the member to remove, as it stands above.")
NO_ROLE = noop("Choose a role.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member on the list."""

    call_sign: str
    standing: str
    roles: str
    waits: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proposed role on a member's page; `why_not` is empty where this reader may confirm."""

    role: str
    label: str
    by: str
    at: datetime
    teams: str
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member's page; what is empty or False is not offered."""

    row: Row
    unproved: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    to_propose: tuple[tuple[str, str], ...]
    teams: str
    may_refuse: bool
    may_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A team's key that this reader holds."""

    team: str
    label: str
    version: int
    listed: int
    left_with: str


def why(error: NotAllowed) -> str:
    """Say why something about people was not done."""
    told = gettext(error.reason).format(what=called(error.about) if error.about else "")
    return f"{told[:1].upper()}{told[1:]}."


def rows(reader: Reader, trusted: Trusted) -> list[Row]:
    return [_row(one) for one in roster.members(reader, trusted)]


def person(call_sign: str, reader: Reader, trusted: Trusted) -> Person | None:
    one = roster.member(call_sign, reader, trusted)
    if one is None:
        return None
    proposing = one.active and reader.actor.may(RIGHT_OF["propose"])
    return Person(
        row=_row(one),
        unproved=tuple(called(held.role) for held in one.held if not held.backed),
        waiting=tuple(_waiting(one)),
        to_propose=tuple(
            (role.value, _offer(role)) for role in roster.to_propose(one) if proposing
        ),
        teams=_teams(*(held.role for held in one.held)),
        may_refuse=reader.actor.may(RIGHT_OF["refuse"]),
        may_remove=one.active and reader.actor.may(RIGHT_OF["remove"]),
    )


def keys(reader: Reader, trusted: Trusted) -> list[Key]:
    return [
        Key(
            team=one.team.value,
            label=called(one.team),
            version=one.version,
            listed=one.listed,
            left_with=", ".join(one.left_with),
        )
        for one in roster.keys(reader, trusted)
    ]


def _row(one: roster.Member) -> Row:
    return Row(
        call_sign=one.call_sign,
        standing=_standing(one),
        roles=", ".join(called(held.role) for held in one.held),
        waits=any(proposed.why_not is None for proposed in one.proposed),
        active=one.active,
    )


def _standing(one: roster.Member) -> str:
    if not one.active:
        return gettext("removed")
    if one.proposed:
        names = ", ".join(called(proposed.role) for proposed in one.proposed)
        return gettext("proposed: {roles}").format(roles=names)
    return gettext("works here") if one.held else gettext("no role yet")


def _waiting(one: roster.Member) -> Iterator[Waiting]:
    for proposed in one.proposed:
        yield Waiting(
            role=proposed.role.value,
            label=called(proposed.role),
            by=proposed.by,
            at=proposed.at,
            teams=_teams(proposed.role),
            why_not=why(proposed.why_not) if proposed.why_not else "",
        )


def _offer(role: Role) -> str:
    teams = _teams(role)
    return f"{called(role)} ({teams})" if teams else called(role)


def _teams(*held: Role) -> str:
    named = sorted({called(team) for role in held for team in TEAMS[role]})
    return ", ".join(named)
