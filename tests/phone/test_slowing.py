"""Who calls in silence again and again waits longer, for an hour; nobody is shut out."""

from datetime import timedelta

from safeconduct.phone.slowing import FREE, MOST_NUMBERS, MOST_SECONDS, Slowing
from tests.making import NOON

NUMBER, OTHER = "79000000042", "79000000043"


def silent(slowing: Slowing, times: int, number: str = NUMBER) -> bytes:
    mark = slowing.mark(number, NOON)
    for _ in range(times):
        slowing.silent(mark, NOON)
    return mark


def test_a_few_silent_calls_change_nothing() -> None:
    slowing = Slowing()
    assert slowing.seconds(silent(slowing, FREE - 1), NOON) == 0


def test_more_of_them_are_left_to_ring_and_never_longer_than_that() -> None:
    slowing = Slowing()
    mark = silent(slowing, FREE)
    first = slowing.seconds(mark, NOON)
    assert 0 < first < MOST_SECONDS
    for _ in range(100):
        slowing.silent(mark, NOON)
    assert slowing.seconds(mark, NOON) == MOST_SECONDS


def test_after_an_hour_it_is_as_if_nothing_had_been() -> None:
    slowing = Slowing()
    mark = silent(slowing, 50)
    assert slowing.seconds(mark, NOON + timedelta(minutes=59)) > 0
    assert slowing.seconds(mark, NOON + timedelta(hours=1)) == 0


def test_another_number_waits_for_nobody() -> None:
    slowing = Slowing()
    silent(slowing, 50)
    assert slowing.seconds(slowing.mark(OTHER, NOON), NOON) == 0


def test_a_hidden_number_is_never_slowed() -> None:
    slowing = Slowing()
    assert slowing.seconds(silent(slowing, 50, number=""), NOON) == 0


def test_no_number_lies_in_memory_and_the_next_day_no_mark_leads_to_it() -> None:
    slowing = Slowing()
    mark = silent(slowing, 50)
    assert NUMBER.encode() not in mark
    tomorrow = NOON + timedelta(days=1)
    assert slowing.mark(NUMBER, tomorrow) != mark
    assert slowing.seconds(mark, NOON) == 0


def test_a_flood_of_numbers_takes_no_more_memory_than_that() -> None:
    slowing = Slowing()
    for number in range(MOST_NUMBERS + 10):
        slowing.silent(slowing.mark(str(number), NOON), NOON)
    assert len(slowing._silent) == MOST_NUMBERS
