"""A team's key and who holds it: the rows that found a team, and those that a confirmation adds."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from safeconduct.domain.role import Team
from safeconduct.people import models
from safeconduct.people.models import Staff, TeamKey, TeamKeyWrap
from safeconduct.vault import seals, team_keys
from safeconduct.vault.membership import Membership, sign_membership
from safeconduct.vault.team_keys import MemberWrap, first_key, seal_team_seed
from safeconduct.vault.wraps import TeamPublic


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedTeam:
    """Version 1 of a team's key, its first members, and the seed while `init` runs."""

    public: TeamPublic
    seed: bytes = field(repr=False)
    key: TeamKey
    memberships: tuple[models.Membership, ...]
    wraps: tuple[TeamKeyWrap, ...]


def founded(team: str, members: Sequence[Staff], confirmed_by: str) -> FoundedTeam:
    """Draw a team's first key and take its first members in; writes nothing."""
    seed = secrets.token_bytes(seals.SEED)
    made = first_key(team, seed)
    key = key_row(made)
    signed = [sign_membership(one.id, bytes(one.kem_public), made.public, seed) for one in members]
    sealed = [seal_team_seed(seed, made.public, one) for one in signed]
    return FoundedTeam(
        public=made.public,
        seed=seed,
        key=key,
        memberships=tuple(membership_row(one, confirmed_by) for one in signed),
        wraps=tuple(wrap_row(one, key) for one in sealed),
    )


def key_row(made: team_keys.TeamKey) -> TeamKey:
    return TeamKey(
        team=made.public.team,
        version=made.public.version,
        kem_public=made.public.kem_public,
        sign_public=made.public.sign_public,
        signed_by_before=made.signed_by_before,
    )


def membership_row(signed: Membership, confirmed_by: str) -> models.Membership:
    return models.Membership(
        staff_id=signed.member,
        team=signed.team,
        member_public=signed.member_public,
        team_version=signed.team_version,
        signature=signed.signature,
        confirmed_by=confirmed_by,
    )


def signed_membership(row: models.Membership) -> Membership:
    """Return a stored membership as it was signed, unverified."""
    return Membership(
        member=row.staff_id,
        member_public=bytes(row.member_public),
        team=row.team,
        team_version=row.team_version,
        signature=bytes(row.signature),
    )


def team_public(key: TeamKey) -> TeamPublic:
    return TeamPublic(
        team=key.team,
        version=key.version,
        kem_public=bytes(key.kem_public),
        sign_public=bytes(key.sign_public),
    )


def as_signed(key: TeamKey) -> team_keys.TeamKey:
    """Return a stored version with the signature of the one before."""
    return team_keys.TeamKey(public=team_public(key), signed_by_before=bytes(key.signed_by_before))


def wrap_row(sealed: MemberWrap, key: TeamKey) -> TeamKeyWrap:
    return TeamKeyWrap(key=key, staff_id=sealed.member, sealed_seed=sealed.sealed)


def newest_key(team: str) -> TeamKey:
    """Return the newest version of a team's key."""
    return TeamKey.objects.filter(team=team).latest("version")


def locked_key(team: str) -> TeamKey:
    """Return the newest version; who belongs and what comes next wait until the transaction ends.

    Held is the first version, whatever the newest is by then: so all wait for the same row.
    """
    TeamKey.objects.select_for_update().filter(team=team).earliest("version")
    return newest_key(team)


def teams_due() -> frozenset[Team]:
    """Return the teams whose newest version a removed member still holds."""
    return frozenset(
        team
        for team in Team
        if TeamKeyWrap.objects.filter(key=newest_key(team.value), staff__is_active=False).exists()
    )
