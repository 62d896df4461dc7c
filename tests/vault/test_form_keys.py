from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.vault.form_keys import (
    Stale,
    arrival_id,
    close_field,
    open_field,
    return_code,
)
from safeconduct.vault.symmetric import CannotOpen
from tests.vault.cast import NOON, seed_of

KEY, TOKEN = seed_of("the hour"), seed_of("form")
SECOND = timedelta(seconds=1)
QUARTER = timedelta(minutes=15)


def test_the_same_form_gives_the_same_arrival_and_code() -> None:
    assert arrival_id(KEY, TOKEN) == arrival_id(KEY, TOKEN)
    assert return_code(KEY, TOKEN) == return_code(KEY, TOKEN)
    assert arrival_id(KEY, TOKEN).version == 4
    assert len(return_code(KEY, TOKEN)) == 10


def test_another_form_or_hour_gives_another_arrival_and_code() -> None:
    for key, token in ((KEY, seed_of("other form")), (seed_of("next hour"), TOKEN)):
        assert arrival_id(key, token) != arrival_id(KEY, TOKEN)
        assert return_code(key, token) != return_code(KEY, TOKEN)


@given(st.binary(max_size=100))
def test_a_hidden_field_opens_with_the_key_of_its_hour(plain: bytes) -> None:
    closed = close_field(KEY, plain, NOON)
    assert closed.isascii()
    assert open_field(KEY, closed, NOON) == plain
    with pytest.raises(CannotOpen):
        open_field(seed_of("next hour"), closed, NOON)


def test_a_hidden_field_is_good_for_fifteen_minutes_and_no_second_longer() -> None:
    closed = close_field(KEY, b"seed", NOON)
    for age in (QUARTER - SECOND, QUARTER):
        assert open_field(KEY, closed, NOON + age) == b"seed"
    with pytest.raises(Stale):
        open_field(KEY, closed, NOON + QUARTER + SECOND)
    with pytest.raises(Stale):
        open_field(KEY, closed, NOON - timedelta(minutes=2))


@given(st.integers(0, 1000), st.integers(1, 255))
def test_a_changed_field_opens_nothing_not_even_with_a_younger_date(place: int, flip: int) -> None:
    closed = bytearray(close_field(KEY, b"seed", NOON).encode())
    closed[place % len(closed)] ^= flip
    with pytest.raises(CannotOpen):
        open_field(KEY, closed.decode("latin-1"), NOON)


@pytest.mark.parametrize("typed", ["", "a", "????", "ключ", "AAAA", "=" * 9, "A" * 5000])
def test_what_is_no_field_opens_nothing(typed: str) -> None:
    with pytest.raises(CannotOpen):
        open_field(KEY, typed, NOON)
