from dataclasses import replace

import pytest

from safeconduct.vault import signatures
from safeconduct.vault.plans import (
    PartPlace,
    new_plan_key,
    open_part,
    open_plan_key,
    seal_part,
    wrap_plan_key,
)
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import (
    CASE_PUBLIC,
    COORDINATION,
    MALLORY,
    REQUESTER,
    id_of,
    kem_seed_of,
    seed_of,
    team_of,
)

KEY = ReplyKey(version=4, seed=seed_of("reply 4"))
LISTED = {4: signatures.public_of(KEY.seed)}
PLAN = seed_of("plan")
PLACE = PartPlace(case_public=CASE_PUBLIC, row=id_of("part"), part="point", seq=9)


def test_a_part_is_opened_with_the_plans_key() -> None:
    assert open_part(seal_part("K7", PLACE, PLAN, KEY), PLACE, PLAN, LISTED) == "K7"


def test_another_plans_key_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        open_part(seal_part("K7", PLACE, PLAN, KEY), PLACE, seed_of("other plan"), LISTED)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, case_public=REQUESTER.kem_public),
        replace(PLACE, row=id_of("other part")),
        replace(PLACE, part="window"),
        replace(PLACE, seq=10),
    ],
    ids=["case", "row", "part", "seq"],
)
def test_a_part_belongs_to_its_place(other: PartPlace) -> None:
    with pytest.raises(CannotOpen):
        open_part(seal_part("K7", PLACE, PLAN, KEY), other, PLAN, LISTED)


def test_a_part_that_no_listed_key_signed_is_refused() -> None:
    for key in (ReplyKey(version=4, seed=MALLORY.sign_seed), ReplyKey(version=5, seed=KEY.seed)):
        with pytest.raises(BadSignature):
            open_part(seal_part("K7", PLACE, PLAN, key), PLACE, PLAN, LISTED)


def test_a_part_shows_only_its_size_band() -> None:
    assert len(seal_part("K7", PLACE, PLAN, KEY)) == len(seal_part("я" * 160, PLACE, PLAN, KEY))


def test_a_team_opens_the_key_that_was_sealed_to_it() -> None:
    wrap = wrap_plan_key(PLAN, CASE_PUBLIC, COORDINATION)
    assert open_plan_key(wrap, CASE_PUBLIC, kem_seed_of("coordination")) == PLAN


def test_another_team_version_or_case_opens_no_plan() -> None:
    wrap = wrap_plan_key(PLAN, CASE_PUBLIC, COORDINATION)
    for key, case in (
        (kem_seed_of("intake"), CASE_PUBLIC),
        (kem_seed_of("coordination", 2), CASE_PUBLIC),
        (kem_seed_of("coordination"), REQUESTER.kem_public),
    ):
        with pytest.raises(CannotOpen):
            open_plan_key(wrap, case, key)
    with pytest.raises(CannotOpen):
        open_plan_key(replace(wrap, version=2), CASE_PUBLIC, kem_seed_of("coordination"))
    short = wrap_plan_key(b"short", CASE_PUBLIC, team_of("coordination"))
    with pytest.raises(CannotOpen):
        open_plan_key(short, CASE_PUBLIC, kem_seed_of("coordination"))


def test_each_plan_has_a_key_of_its_own() -> None:
    assert new_plan_key() != new_plan_key()
