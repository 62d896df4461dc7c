"""Who belongs, as the People page shows it: roles, whether a key stands behind them, what waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from safeconduct.domain.role import TEAMS, Role, Team
from safeconduct.people.actions import NotAllowed, may_confirm
from safeconduct.people.models import RoleProposal, Staff, TeamKey, TeamKeyWrap
from safeconduct.people.readers import Reader
from safeconduct.people.vouching import Trusted, newest_of, versions, vouching


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role that a row names; without `backed` its team's key vouches for nobody here."""

    role: Role
    backed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A role that waits for a second person; `why_not` says why this reader is not the one."""

    role: Role
    by: str
    at: datetime
    why_not: NotAllowed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    call_sign: str
    active: bool
    held: tuple[Held, ...]
    proposed: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """A team's key: its newest version, the directory's, and who removed may still hold it."""

    team: Team
    version: int
    listed: int
    left_with: tuple[str, ...]


def members(reader: Reader, trusted: Trusted) -> tuple[Member, ...]:
    """Everybody who ever belonged, who works here now first."""
    newest = newest_of(versions(trusted))
    rows = Staff.objects.order_by("-is_active", "call_sign")
    rows = rows.prefetch_related("roles", "proposals", "memberships")
    return tuple(_member(staff, reader, newest) for staff in rows)


def member(call_sign: str, reader: Reader, trusted: Trusted) -> Member | None:
    staff = Staff.objects.filter(call_sign__iexact=call_sign).first()
    return _member(staff, reader, newest_of(versions(trusted))) if staff else None


def to_propose(one: Member) -> tuple[Role, ...]:
    """The roles that can still be proposed: an administrator never holds a key."""
    named = {held.role for held in one.held} | {waits.role for waits in one.proposed}
    runs, reads = Role.ADMINISTRATOR in named, any(TEAMS[role] for role in named)
    return tuple(
        role
        for role in Role
        if role not in named
        and not (runs and TEAMS[role])
        and not (reads and role is Role.ADMINISTRATOR)
    )


def keys(reader: Reader, trusted: Trusted) -> tuple[KeyStanding, ...]:
    """The keys that this reader holds, in the order of the table of teams."""
    held = {team for team, _ in reader.team_seeds}
    return tuple(_key(team, trusted) for team in Team if team.value in held)


def _key(team: Team, trusted: Trusted) -> KeyStanding:
    newest = TeamKey.objects.filter(team=team.value).latest("version")
    left = TeamKeyWrap.objects.filter(key=newest, staff__is_active=False)
    names = left.order_by("staff__call_sign").values_list("staff__call_sign", flat=True)
    listed = trusted[team.value].version
    return KeyStanding(team=team, version=newest.version, listed=listed, left_with=tuple(names))


def _member(staff: Staff, reader: Reader, newest: Trusted) -> Member:
    backing = vouching(staff, newest)
    stored = {Role(row.role) for row in staff.roles.all()}
    return Member(
        call_sign=staff.call_sign,
        active=staff.is_active,
        held=tuple(
            Held(role=role, backed={team.value for team in TEAMS[role]} <= backing)
            for role in Role
            if role in stored
        ),
        proposed=tuple(_proposals(staff, reader)),
    )


def _proposals(staff: Staff, reader: Reader) -> Iterator[Proposed]:
    for row in staff.proposals.order_by("role"):
        yield Proposed(
            role=Role(row.role),
            by=row.proposed_by,
            at=row.proposed_at,
            why_not=_why_not(row, reader),
        )


def _why_not(proposal: RoleProposal, reader: Reader) -> NotAllowed | None:
    try:
        may_confirm(reader, proposal)
    except NotAllowed as reason:
        return reason
    return None
