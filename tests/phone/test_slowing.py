"""Who calls in silence again and again waits longer, for an hour; nobody is shut out."""

from collections import Counter
from datetime import timedelta

from safeconduct.phone.slowing import FREE, MOST_SECONDS, Slowing
from safeconduct.talks.silent_calls import MOST_NUMBERS
from tests.making import NOON

MARK, OTHER, HIDDEN = b"m" * 32, b"o" * 32, b""


def silent(times: int, mark: bytes = MARK) -> Slowing:
    slowing = Slowing()
    for _ in range(times):
        slowing.silent(mark, NOON)
    return slowing


def test_a_few_silent_calls_change_nothing() -> None:
    assert silent(FREE - 1).seconds(MARK, NOON) == 0


def test_more_of_them_are_left_to_ring_and_never_longer_than_that() -> None:
    slowing = silent(FREE)
    first = slowing.seconds(MARK, NOON)
    assert 0 < first < MOST_SECONDS
    for _ in range(100):
        slowing.silent(MARK, NOON)
    assert slowing.seconds(MARK, NOON) == MOST_SECONDS


def test_what_was_read_an_hour_ago_slows_nobody_any_more() -> None:
    slowing = silent(0)
    slowing.share(Counter(), {MARK: 50}, NOON)
    assert slowing.seconds(MARK, NOON + timedelta(minutes=59)) > 0
    assert slowing.seconds(MARK, NOON + timedelta(hours=1)) == 0


def test_another_number_waits_for_nobody() -> None:
    assert silent(50).seconds(OTHER, NOON) == 0


def test_a_hidden_number_is_never_slowed() -> None:
    assert silent(50, HIDDEN).seconds(HIDDEN, NOON) == 0


def test_what_was_forgotten_slows_nobody() -> None:
    slowing = silent(50)
    slowing.share(slowing.fresh(), {MARK: 50}, NOON)
    slowing.silent(OTHER, NOON)
    slowing.forget()
    assert slowing.seconds(MARK, NOON) == 0
    assert not slowing.fresh()


def test_a_flood_of_numbers_takes_no_more_memory_than_that() -> None:
    slowing = Slowing()
    for number in range(MOST_NUMBERS + 10):
        slowing.silent(number.to_bytes(32, "big"), NOON)
    assert len(slowing.fresh()) == MOST_NUMBERS
