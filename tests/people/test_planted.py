"""Mallory writes the database: rows of their own give no right, whatever keys they make."""

from dataclasses import dataclass

import pytest

from safeconduct.domain.role import Role, Team
from safeconduct.people import rotation
from safeconduct.people.models import Membership, StaffRole, TeamKey, TeamKeyWrap
from safeconduct.people.teams import key_row, membership_row, team_public, wrap_row
from safeconduct.people.unlock import reader
from safeconduct.vault import team_keys
from safeconduct.vault.membership import sign_membership
from safeconduct.vault.team_keys import seal_team_seed
from tests.cast import Cast, published

pytestmark = [pytest.mark.django_db, pytest.mark.both]
OWN_SEED = b"Mallory".ljust(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A version that Mallory made, and the rows that go with it."""

    key: TeamKey
    membership: Membership
    wrap: TeamKeyWrap


def made(cast: Cast, team: str, version: int, signature: bytes = bytes(64)) -> Planted:
    mallory = cast.mallory.staff
    first = team_keys.first_key(team, OWN_SEED).public
    public = type(first)(
        team=team, version=version, kem_public=first.kem_public, sign_public=first.sign_public
    )
    key = key_row(team_keys.TeamKey(public=public, signed_by_before=signature))
    signed = sign_membership(mallory.id, bytes(mallory.kem_public), public, OWN_SEED)
    wrap = wrap_row(seal_team_seed(OWN_SEED, public, signed), key)
    return Planted(key=key, membership=membership_row(signed, "Alice"), wrap=wrap)


def plant(cast: Cast, role: Role, planted: Planted) -> None:
    planted.key.save(force_insert=True)
    planted.membership.save(force_insert=True)
    planted.wrap.save(force_insert=True)
    StaffRole.objects.create(staff=cast.mallory.staff, role=role)


def test_a_member_a_role_and_a_newer_version_of_ones_own_give_nothing(cast: Cast) -> None:
    plant(cast, Role.OPERATOR, made(cast, "intake", 2))
    assert cast.mallory.reader.roles == frozenset()
    assert cast.mallory.reader.team_seeds == {}
    assert cast.alice.reader.roles == {Role.OPERATOR}


def test_the_signature_of_a_real_rotation_does_not_carry_a_planted_version(cast: Cast) -> None:
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    real = TeamKey.objects.get(team="intake", version=2)
    plant(cast, Role.OPERATOR, made(cast, "intake", 3, bytes(real.signed_by_before)))
    assert cast.mallory.reader.roles == frozenset()
    assert cast.alice.reader.roles == {Role.OPERATOR}


def test_a_version_that_stands_in_for_the_directorys_gives_nothing(cast: Cast) -> None:
    planted = made(cast, "intake", 1)
    TeamKey.objects.filter(team="intake").update(
        kem_public=planted.key.kem_public, sign_public=planted.key.sign_public
    )
    planted.membership.save(force_insert=True)
    planted.wrap.key = TeamKey.objects.get(team="intake")
    planted.wrap.save(force_insert=True)
    StaffRole.objects.create(staff=cast.mallory.staff, role=Role.OPERATOR)
    assert cast.mallory.reader.roles == frozenset()
    assert cast.alice.reader.roles == {Role.OPERATOR}


def test_a_planted_past_version_vouches_for_nobody(cast: Cast) -> None:
    rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    newest = team_public(TeamKey.objects.get(team="intake", version=2))
    TeamKey.objects.get(team="intake", version=1).delete()
    plant(cast, Role.OPERATOR, made(cast, "intake", 1))
    mallory = cast.mallory
    found = reader(mallory.staff, mallory.seed, {**published(), "intake": newest})
    assert found.roles == frozenset()


def test_a_membership_of_another_members_key_vouches_for_nobody(cast: Cast) -> None:
    """Alice's row with Mallory's keys: her call sign, her role, her membership, another key."""
    alice, mallory = cast.alice.staff, cast.mallory.staff
    assert Membership.objects.get(staff=alice)
    alice.kem_public = mallory.kem_public
    alice.save(update_fields=["kem_public"])
    plant(cast, Role.OPERATOR, made(cast, "intake", 2))
    TeamKeyWrap.objects.filter(staff=mallory).update(staff=alice)
    assert reader(alice, cast.mallory.seed, published()).roles == frozenset()


def test_an_opened_key_without_a_signed_membership_backs_no_role(cast: Cast) -> None:
    Membership.objects.filter(staff=cast.alice.staff).update(signature=bytes(64))
    assert cast.alice.reader.roles == frozenset()
    assert cast.bob.reader.roles == {Role.SHIFT_LEAD}


def test_an_honest_rotation_counts_before_the_new_directory_is_published(cast: Cast) -> None:
    for _ in range(2):
        rotation.rotate_team(Team.INTAKE, reader=cast.bob.reader)
    assert published()["intake"].version == 1
    assert cast.alice.reader.roles == {Role.OPERATOR}
    assert cast.bob.reader.roles == {Role.SHIFT_LEAD}
    assert ("intake", 3) in cast.alice.reader.team_seeds


def test_a_team_that_no_directory_names_backs_no_role(cast: Cast) -> None:
    without = {name: key for name, key in published().items() if name != "intake"}
    assert reader(cast.alice.staff, cast.alice.seed, without).roles == frozenset()
