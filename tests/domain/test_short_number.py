"""Ten digits for who has nothing to write with: the first tells, the last checks."""

import random

import pytest

from safeconduct.domain.return_digits import GROUPS, group, group_ok
from safeconduct.domain.short_number import DIGITS, groups, is_begun, is_right, number_of

CHANCE = random.Random(7)
NUMBERS = [number_of(CHANCE.randbytes(16)) for _ in range(200)]


def test_each_is_right_and_no_two_are_the_same() -> None:
    assert all(is_right(number) for number in NUMBERS)
    assert len(set(NUMBERS)) == len(NUMBERS)
    assert {number[0] for number in NUMBERS} == {"7", "8", "9"}


@pytest.mark.parametrize("drawn", [b"", b"\xff" * 16, (299_999_999).to_bytes(16)])
def test_the_ends_of_what_can_be_drawn_are_numbers_too(drawn: bytes) -> None:
    assert is_right(number_of(drawn))


def test_no_group_of_a_code_begins_like_one() -> None:
    largest = [group(place, 65_535) for place in range(1, GROUPS + 1)]
    assert not any(is_begun(six) for six in largest)
    assert not any(group_ok(1, number[:6]) for number in NUMBERS)


@pytest.mark.parametrize("number", NUMBERS[:20])
def test_each_wrong_digit_is_noticed(number: str) -> None:
    for place in range(DIGITS):
        for digit in "0123456789".replace(number[place], ""):
            assert not is_right(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize("number", NUMBERS[:20])
def test_neighbours_that_were_swapped_are_noticed(number: str) -> None:
    for place in range(DIGITS - 1):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not is_right(swapped)


@pytest.mark.parametrize("typed", ["", "7", NUMBERS[0][:-1], NUMBERS[0] + "0", "９" * 10, "7" * 5])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert not is_right(typed)


def test_it_is_said_in_three_groups() -> None:
    assert groups("7123456789") == ("712", "345", "6789")
