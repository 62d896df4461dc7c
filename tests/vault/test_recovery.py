from itertools import combinations

import pytest

from safeconduct.vault import seals
from safeconduct.vault.recovery import NotEnoughShares, join, recover, seal_for_recovery, split
from safeconduct.vault.seals import CannotOpen
from tests.vault.cast import id_of, seed_of

RECOVERY = seed_of("recovery")
ALICE = seed_of("Alice")
SEALED = seal_for_recovery(ALICE, id_of("Alice"), seals.public_of(RECOVERY))
SHARES = split(RECOVERY, 2, 3)


def test_the_recovery_key_brings_a_member_key_back() -> None:
    assert recover(SEALED, id_of("Alice"), seals.public_of(ALICE), RECOVERY) == ALICE


def test_it_opens_for_no_other_member_key_or_holder() -> None:
    for member, public, seed in (
        ("Bob", ALICE, RECOVERY),
        ("Alice", seed_of("Bob"), RECOVERY),
        ("Alice", ALICE, seed_of("Mallory")),
    ):
        with pytest.raises(CannotOpen):
            recover(SEALED, id_of(member), seals.public_of(public), seed)


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_any_two_of_three_custodians_give_the_key_back(pair: tuple[int, int]) -> None:
    assert join([SHARES[place] for place in pair]) == RECOVERY


def test_shares_are_read_however_they_are_typed() -> None:
    assert join([f"  {share.upper()}\n" for share in SHARES[:2]]) == RECOVERY


def test_one_share_a_mistyped_or_a_foreign_one_is_not_enough() -> None:
    first, second = SHARES[0], SHARES[1]
    mistyped = " ".join(reversed(second.split()))
    foreign = split(seed_of("another key"), 2, 3)[1]
    for shares in ([], [first], [first, first], [first, mistyped], [first, foreign], ["", "x"]):
        with pytest.raises(NotEnoughShares):
            join(shares)


def test_a_share_is_thirty_three_words() -> None:
    assert {len(share.split()) for share in SHARES} == {33}
