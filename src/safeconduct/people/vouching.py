"""Which versions of team keys are real, and which teams vouch for a member (VAULT section 2).

All is counted from the keys that the signed directory names: who writes the database can add
members, roles and versions, but no signature of such a key.
"""

from collections.abc import Mapping

from safeconduct.people.models import Staff, TeamKey
from safeconduct.people.teams import as_signed, signed_membership, team_public
from safeconduct.vault.membership import BadSignature, Membership, verify_membership
from safeconduct.vault.team_keys import BrokenChain, verify_chain
from safeconduct.vault.wraps import TeamPublic

Trusted = Mapping[str, TeamPublic]
Versions = Mapping[tuple[str, int], TeamPublic]


def versions(trusted: Trusted) -> Versions:
    """Return what may be opened: the directory's versions, all that follow from them, past ones.

    A past version is believed unproved: it opens old cases, and vouches for nobody.
    """
    found = {(one.team, one.version): one for one in trusted.values()}
    newest = dict(trusted)
    for row in TeamKey.objects.filter(team__in=trusted).order_by("version"):
        if row.version < trusted[row.team].version:
            found[row.team, row.version] = team_public(row)
        elif _follows(row, newest[row.team]):
            newest[row.team] = found[row.team, row.version] = team_public(row)
    return found


def newest_of(known: Versions) -> Trusted:
    """Return the newest of these versions for each team."""
    return {team: known[team, version] for team, version in dict(sorted(known)).items()}


def vouching(staff: Staff, newest: Trusted) -> frozenset[str]:
    """Return the teams whose newest version signed the membership of this member's own key."""
    own = (staff.id, bytes(staff.kem_public))
    signed = (signed_membership(row) for row in staff.memberships.all())
    return frozenset(
        one.team
        for one in signed
        if (one.member, one.member_public) == own and _signed(one, newest.get(one.team))
    )


def _follows(row: TeamKey, before: TeamPublic) -> bool:
    try:
        return bool(verify_chain(before, [as_signed(row)]))
    except BrokenChain:
        return False


def _signed(membership: Membership, by: TeamPublic | None) -> bool:
    if by is None:
        return False
    try:
        verify_membership(membership, by)
    except BadSignature:
        return False
    return True
