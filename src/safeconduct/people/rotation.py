"""New versions of a team's key: made by an unlocked holder, monthly and after each removal."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from safeconduct.domain.role import Team
from safeconduct.people import models
from safeconduct.people.actions import NotAllowed
from safeconduct.people.models import Staff, TeamKeyWrap
from safeconduct.people.readers import Reader
from safeconduct.people.teams import (
    key_row,
    locked_key,
    membership_row,
    signed_membership,
    team_public,
    wrap_row,
)
from safeconduct.vault import seals
from safeconduct.vault.membership import BadSignature, Membership, verify_membership
from safeconduct.vault.team_keys import Rotation, rotate
from safeconduct.vault.wraps import TeamPublic


class PlantedMembership(Exception):
    """The team's key did not sign this membership; the message is a call sign."""


def rotate_team(team: Team, *, reader: Reader) -> int:
    """Make the next version for all members that the team's key vouches for; returns its number.

    The directory still names the version before until lead and coordination sign a new one; both
    open for the members who stay. Raises NotAllowed or PlantedMembership.
    """
    with transaction.atomic():
        key = locked_key(team.value)
        before, seed = team_public(key), reader.team_seeds.get((key.team, key.version))
        if seed is None:
            raise NotAllowed(noop("a holder of the key of this team has to do this: {what}"), team)
        fresh = secrets.token_bytes(seals.SEED)
        made = rotate(before, seed, fresh, _memberships(before))
        _write(made, reader.call_sign)
    return made.key.public.version


def _memberships(team: TeamPublic) -> list[Membership]:
    rows = models.Membership.objects.filter(team=team.team).select_related("staff")
    return [_vouched(signed_membership(row), team, row.staff) for row in rows]


def _vouched(one: Membership, team: TeamPublic, staff: Staff) -> Membership:
    try:
        verify_membership(one, team)
    except BadSignature as error:
        raise PlantedMembership(staff.call_sign) from error
    return one


def _write(made: Rotation, call_sign: str) -> None:
    key = key_row(made.key)
    key.save(force_insert=True)
    models.Membership.objects.filter(team=key.team).delete()
    models.Membership.objects.bulk_create(membership_row(m, call_sign) for m in made.memberships)
    TeamKeyWrap.objects.bulk_create(wrap_row(one, key) for one in made.wraps)
    TeamKeyWrap.objects.filter(key__team=key.team, staff__is_active=False).delete()
