"""References: "Heron 412" and nothing that says more."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain.reference import NOUNS, SPACE, NotAReference, parse, reference


def test_there_are_a_hundred_and_twenty_different_nouns():
    assert len(NOUNS) == len(set(NOUNS)) == 120
    assert all(re.fullmatch("[A-Z][a-z]+", noun) for noun in NOUNS)


def test_no_two_cases_share_a_reference():
    many = 2 * SPACE
    assert len({reference(number) for number in range(many)}) == many


@given(st.integers(0, SPACE - 1))
def test_a_reference_is_a_noun_and_three_digits(number):
    assert re.fullmatch(r"[A-Z][a-z]+ [0-9]{3}", reference(number))


@given(st.integers(0, 10**7))
def test_a_reference_fits_its_column_and_is_read_back(number):
    given_out = reference(number)
    assert len(given_out) <= 24
    assert parse(given_out) == given_out
    assert parse(f"  {given_out.upper().replace(' ', '-')} ") == given_out


def test_neighbours_in_number_are_strangers_in_name():
    nouns = [reference(number).split()[0] for number in range(50)]
    assert len(set(nouns)) > 25


@pytest.mark.parametrize(
    "text", ["", "Heron", "412", "Tank 412", "Heron 41", "Heron 412 x", "Герон 412"]
)
def test_anything_else_is_no_reference(text):
    with pytest.raises(NotAReference):
        parse(text)


def test_numbers_count_from_zero():
    with pytest.raises(NotAReference):
        reference(-1)
