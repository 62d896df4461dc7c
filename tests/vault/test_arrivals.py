"""An arrival is signed whole, opens for its teams, and for no other values than its own."""

from dataclasses import fields, replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.vault import seals, signatures
from safeconduct.vault.arrivals import (
    Arrival,
    ArrivalKind,
    BadSignature,
    CannotOpen,
    add,
    add_by_talk,
    doubt,
    erase,
    open_body,
    open_copy,
    open_doubt,
    open_first_body,
    sign,
    verify,
    verify_returning,
    withdraw,
)
from safeconduct.vault.copies import seal_copy
from safeconduct.vault.encoding import NotCanonical
from safeconduct.vault.padding import TooLong
from safeconduct.vault.return_keys import ReturnKeys
from safeconduct.vault.wraps import decode_wraps, encode_wraps, open_wrap
from tests.vault.cast import (
    CASE_PUBLIC,
    CASE_SEED,
    FACTS,
    KEYS,
    MALLORY,
    REQUESTER,
    TALK_SEED,
    TOLD,
    a_new,
    id_of,
    kem_seed_of,
    seed_of,
    team_of,
)

NEW = a_new()
ADDED = add(FACTS, "Ещё двое.".encode(), KEYS, CASE_PUBLIC)
SIGNED_FIELDS = sorted({one.name for one in fields(Arrival)} - {"signature"})


def changed(arrival: Arrival, name: str) -> Arrival:
    """Return the arrival with one column altered, in the least way its type allows."""
    value = getattr(arrival, name)
    other: object
    if isinstance(value, UUID):
        other = UUID(int=value.int ^ 1)
    elif isinstance(value, ArrivalKind):
        other = ArrivalKind.ADD if value is ArrivalKind.NEW else ArrivalKind.NEW
    elif isinstance(value, int):
        other = value + 1
    elif isinstance(value, tuple):
        other = value[1:] if value else NEW.wraps
    elif isinstance(value, bytes):
        other = value[:-1] + bytes([value[-1] ^ 1]) if value else b"\0"
    else:
        other = f"{value}x"
    return replace(arrival, **{name: other})


def test_a_new_is_signed_by_its_requester_and_opened_by_each_team_it_is_wrapped_to() -> None:
    verify(NEW, NEW.requester_sign)
    for place, team in enumerate(("intake", "lead")):
        case_seed = open_wrap(NEW.wraps[place], NEW.case_public, kem_seed_of(team))
        assert open_first_body(NEW, case_seed) == TOLD


def test_another_team_or_version_opens_no_wrap() -> None:
    for team, version in (("lead", 1), ("intake", 2), ("custody", 1)):
        with pytest.raises(CannotOpen):
            open_wrap(NEW.wraps[0], NEW.case_public, kem_seed_of(team, version))


def test_a_wrap_does_not_open_under_another_name_version_or_case() -> None:
    wrap, seed = NEW.wraps[0], kem_seed_of("intake")
    for renamed in (replace(wrap, team="lead"), replace(wrap, version=2)):
        with pytest.raises(CannotOpen):
            open_wrap(renamed, NEW.case_public, seed)
    with pytest.raises(CannotOpen):
        open_wrap(wrap, MALLORY.kem_public, seed)


def test_wraps_survive_their_column_and_a_broken_column_is_refused() -> None:
    column = encode_wraps(NEW.wraps)
    assert decode_wraps(column) == NEW.wraps
    assert decode_wraps(encode_wraps(())) == ()
    for broken in (b"", column[:-1], column[1:]):
        with pytest.raises(NotCanonical):
            decode_wraps(broken)


@pytest.mark.parametrize("name", SIGNED_FIELDS)
@pytest.mark.parametrize("arrival", [NEW, ADDED], ids=["new", "add"])
def test_no_column_can_be_changed_under_the_signature(arrival: Arrival, name: str) -> None:
    with pytest.raises(BadSignature):
        verify(changed(arrival, name), REQUESTER.sign_public)


@given(st.sampled_from(SIGNED_FIELDS), st.sampled_from(SIGNED_FIELDS))
@settings(max_examples=60)
def test_two_columns_cannot_be_swapped_under_the_signature(one: str, two: str) -> None:
    first, second = getattr(NEW, one), getattr(NEW, two)
    if type(first) is not type(second) or first == second:
        return
    with pytest.raises(BadSignature):
        verify(replace(NEW, **{one: second, two: first}), REQUESTER.sign_public)


@pytest.mark.parametrize(
    "name",
    ["id", "kind", "locator", "case_public", "requester_kem", "requester_sign", "directory_serial"],
)
def test_a_body_stolen_into_a_freshly_signed_arrival_does_not_open(name: str) -> None:
    forged = sign(changed(NEW, name), MALLORY.sign_seed)
    verify(forged, MALLORY.sign_public)
    with pytest.raises(CannotOpen):
        open_first_body(forged, CASE_SEED)


def test_a_planted_requester_key_does_not_help_even_with_a_matching_digest() -> None:
    planted = replace(
        NEW, requester_kem=MALLORY.kem_public, requester_sign=MALLORY.sign_public, sealed_under=b""
    )
    for under in (NEW.sealed_under, changed(NEW, "sealed_under").sealed_under):
        with pytest.raises(CannotOpen):
            open_first_body(replace(planted, sealed_under=under), CASE_SEED)


def test_another_case_key_opens_no_body() -> None:
    with pytest.raises(CannotOpen):
        open_first_body(NEW, seed_of("another case"))
    other_public = seals.public_of(seed_of("another case"))
    with pytest.raises(CannotOpen):
        open_first_body(replace(NEW, case_public=other_public), seed_of("another case"))


def test_an_add_of_who_holds_the_code_opens_and_only_as_an_add() -> None:
    verify_returning(ADDED, NEW.requester_sign)
    assert open_body(ADDED, CASE_SEED) == "Ещё двое.".encode()
    with pytest.raises(CannotOpen):
        open_first_body(ADDED, CASE_SEED)
    with pytest.raises(CannotOpen):
        open_body(NEW, CASE_SEED)


def test_a_talk_key_may_add_and_neither_withdraw_nor_erase() -> None:
    by_talk = add_by_talk(FACTS, b"more", CASE_PUBLIC, TALK_SEED)
    verify_returning(by_talk, NEW.requester_sign, [NEW.talk_sign])
    assert by_talk.locator == b""
    assert open_body(by_talk, CASE_SEED) == b"more"
    for made in (withdraw(FACTS, KEYS), erase(FACTS, KEYS)):
        verify_returning(made, NEW.requester_sign, [NEW.talk_sign])
        with pytest.raises(BadSignature):
            verify_returning(sign(made, TALK_SEED), NEW.requester_sign, [NEW.talk_sign])


def test_without_a_talk_key_an_empty_one_verifies_nothing() -> None:
    by_talk = add_by_talk(FACTS, b"more", CASE_PUBLIC, TALK_SEED)
    with pytest.raises(BadSignature):
        verify_returning(by_talk, NEW.requester_sign)
    with pytest.raises(BadSignature):
        verify_returning(sign(ADDED, MALLORY.sign_seed), NEW.requester_sign, [NEW.talk_sign])


@pytest.mark.parametrize("make", [withdraw, erase])
def test_a_withdrawal_and_an_erasure_are_not_each_other(make) -> None:
    made = make(FACTS, KEYS)
    other = ArrivalKind.ERASE if made.kind is ArrivalKind.WITHDRAW else ArrivalKind.WITHDRAW
    with pytest.raises(BadSignature):
        verify_returning(replace(made, kind=other), NEW.requester_sign)


def test_the_requester_and_nobody_else_gets_the_case_key_from_the_copy() -> None:
    assert open_copy(NEW.copy, KEYS.seed) == CASE_PUBLIC
    with pytest.raises(CannotOpen):
        open_copy(NEW.copy, seed_of("a wrong word"))


def test_a_copy_planted_by_who_knows_only_the_public_key_is_refused() -> None:
    planted = seal_copy(
        MALLORY.kem_public,
        replace(MALLORY, kem_public=REQUESTER.kem_public, sign_public=REQUESTER.sign_public),
    )
    with pytest.raises(CannotOpen):
        open_copy(planted, KEYS.seed)


def test_a_doubt_is_unsigned_and_its_body_opens_for_intake_only() -> None:
    bare = doubt(FACTS, KEYS.locator)
    assert (len(bare.signature), bare.body) == (32, b"")
    assert doubt(FACTS, KEYS.locator).signature != bare.signature
    told = doubt(FACTS, KEYS.locator, body=b"words", intake_public=team_of("intake").kem_public)
    assert open_doubt(told, kem_seed_of("intake")) == b"words"
    for broken, team in (
        (told, "lead"),
        (replace(told, locator=b"elsewhere"), "intake"),
        (replace(told, id=id_of("another")), "intake"),
        (replace(told, kind=ArrivalKind.ADD), "intake"),
    ):
        with pytest.raises(CannotOpen):
            open_doubt(broken, kem_seed_of(team))


def test_a_repeat_after_a_crash_has_the_same_keys_and_opens_the_same() -> None:
    again = a_new()
    assert (again.id, again.case_public, again.locator) == (NEW.id, NEW.case_public, NEW.locator)
    assert open_first_body(again, CASE_SEED) == TOLD


def test_a_body_shows_only_its_size_band() -> None:
    short, longer = (len(add(FACTS, b"x" * n, KEYS, CASE_PUBLIC).body) for n in (1, 900))
    assert short == longer == 1024 + 1136
    with pytest.raises(TooLong):
        add(FACTS, b"x" * 70_000, KEYS, CASE_PUBLIC)


def test_the_signature_of_another_requester_is_refused() -> None:
    other = ReturnKeys(locator=KEYS.locator, seed=seed_of("Mallory"))
    forged = add(FACTS, b"words", other, CASE_PUBLIC)
    with pytest.raises(BadSignature):
        verify_returning(forged, NEW.requester_sign)
    verify(forged, MALLORY.sign_public)


def test_nothing_secret_is_shown_in_a_representation() -> None:
    for secret in (NEW.body, NEW.copy, NEW.signature, KEYS.seed):
        assert repr(secret) not in repr(NEW) + repr(KEYS)


def test_the_talk_key_of_the_cast_is_the_one_in_the_arrival() -> None:
    assert NEW.talk_sign == signatures.public_of(TALK_SEED)
