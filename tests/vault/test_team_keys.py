"""Teams: signed memberships, versions in a chain, seeds sealed to members who verify."""

from dataclasses import fields, replace
from uuid import UUID

import pytest

from safeconduct.vault import seals, signatures
from safeconduct.vault.membership import (
    BadSignature,
    Membership,
    sign_membership,
    verify_membership,
)
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signing_keys import open_signing_seed, seal_signing_seed
from safeconduct.vault.team_keys import (
    BrokenChain,
    TeamKey,
    first_key,
    next_key,
    open_team_seed,
    rotate,
    seal_team_seed,
    verify_chain,
)
from tests.vault.cast import id_of, kem_seed_of, seed_of, team_of

ONE, TWO, THREE = (seed_of(f"intake {version}") for version in (1, 2, 3))
FIRST = first_key("intake", ONE).public
SECOND = next_key(FIRST, ONE, TWO)
THIRD = next_key(SECOND.public, TWO, THREE)


def member(name: str) -> Membership:
    return sign_membership(id_of(name), seals.public_of(seed_of(name)), FIRST, ONE)


ALICE, BOB = member("Alice"), member("Bob")


def test_the_first_version_is_that_of_the_cast() -> None:
    assert team_of("intake") == FIRST


def test_a_membership_signed_by_its_team_verifies() -> None:
    verify_membership(ALICE, FIRST)


@pytest.mark.parametrize("name", [one.name for one in fields(Membership)])
def test_no_part_of_a_membership_can_be_changed(name: str) -> None:
    value = getattr(ALICE, name)
    other: object = f"{value}x"
    if isinstance(value, UUID):
        other = id_of("Mallory")
    elif isinstance(value, int):
        other = value + 1
    elif isinstance(value, bytes):
        other = bytes([value[0] ^ 1]) + value[1:]
    with pytest.raises(BadSignature):
        verify_membership(replace(ALICE, **{name: other}), FIRST)


def test_a_membership_counts_for_its_own_team_and_version_only() -> None:
    for team in (team_of("lead"), replace(FIRST, team="lead"), SECOND.public):
        with pytest.raises(BadSignature):
            verify_membership(ALICE, team)


def test_versions_form_a_chain_up_to_the_newest() -> None:
    assert verify_chain(FIRST, ()) == FIRST
    assert verify_chain(FIRST, (SECOND, THIRD)) == THIRD.public
    assert THIRD.public.version == 3


@pytest.mark.parametrize(
    "later",
    [
        (THIRD,),
        (THIRD, SECOND),
        (SECOND, SECOND),
        (TeamKey(public=SECOND.public),),
        (next_key(FIRST, seed_of("Mallory"), TWO),),
        (replace(SECOND, public=replace(SECOND.public, kem_public=FIRST.kem_public)),),
        (replace(SECOND, public=replace(SECOND.public, team="lead")),),
        (SECOND, replace(THIRD, signed_by_before=SECOND.signed_by_before)),
    ],
    ids=["gap", "order", "repeat", "unsigned", "stranger", "key", "team", "signature"],
)
def test_a_gap_a_stranger_or_a_swapped_part_breaks_the_chain(later: tuple[TeamKey, ...]) -> None:
    with pytest.raises(BrokenChain):
        verify_chain(FIRST, later)


def test_a_member_opens_the_team_seed_and_another_does_not() -> None:
    wrap = seal_team_seed(ONE, FIRST, ALICE)
    assert open_team_seed(wrap, FIRST, seed_of("Alice")) == ONE
    for broken, team, name in (
        (wrap, FIRST, "Bob"),
        (replace(wrap, member=id_of("Bob")), FIRST, "Alice"),
        (wrap, SECOND.public, "Alice"),
        (wrap, team_of("lead"), "Alice"),
    ):
        with pytest.raises(CannotOpen):
            open_team_seed(broken, team, seed_of(name))


def test_a_seed_that_is_not_the_teams_is_refused_at_opening() -> None:
    with pytest.raises(CannotOpen):
        open_team_seed(seal_team_seed(TWO, FIRST, ALICE), FIRST, seed_of("Alice"))


def test_nothing_is_sealed_to_a_planted_member() -> None:
    planted = replace(ALICE, member_public=seals.public_of(seed_of("Mallory")))
    with pytest.raises(BadSignature):
        seal_team_seed(ONE, FIRST, planted)


def test_a_rotation_carries_over_members_and_leaves_the_removed() -> None:
    rotation = rotate(FIRST, ONE, TWO, (ALICE, BOB), removed={BOB.member})
    assert rotation.key == SECOND
    (membership,), (wrap,) = rotation.memberships, rotation.wraps
    verify_membership(membership, SECOND.public)
    assert membership.member == wrap.member == ALICE.member
    assert open_team_seed(wrap, SECOND.public, seed_of("Alice")) == TWO


def test_a_planted_or_returned_membership_stops_the_next_rotation() -> None:
    (kept,) = rotate(FIRST, ONE, TWO, (ALICE, BOB), removed={BOB.member}).memberships
    planted = replace(kept, member_public=seals.public_of(seed_of("Mallory")))
    for row in (BOB, planted):
        with pytest.raises(BadSignature):
            rotate(SECOND.public, TWO, THREE, (kept, row))


def test_a_signing_seed_opens_for_its_team_purpose_version_and_public_half_only() -> None:
    seed = seed_of("reply 1")
    public = signatures.public_of(seed)
    wrap = seal_signing_seed(Purpose.SIGNING_KEY, seed, FIRST)
    opened = open_signing_seed(Purpose.SIGNING_KEY, wrap, public, kem_seed_of("intake"))
    assert opened == seed
    for purpose, broken, half, team in (
        (Purpose.DIRECTORY_KEY, wrap, public, "intake"),
        (Purpose.SIGNING_KEY, replace(wrap, version=2), public, "intake"),
        (Purpose.SIGNING_KEY, replace(wrap, team="lead"), public, "intake"),
        (Purpose.SIGNING_KEY, wrap, FIRST.sign_public, "intake"),
        (Purpose.SIGNING_KEY, wrap, public, "lead"),
    ):
        with pytest.raises(CannotOpen):
            open_signing_seed(purpose, broken, half, kem_seed_of(team))
