"""The order of the queue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain.urgency import (
    CLAIMS_AN_HOUR,
    ORDINARY,
    URGENCY,
    Grade,
    Sign,
    Standing,
    in_order,
    rank,
    read,
    standing,
    written,
)

SIGNS = st.frozensets(st.sampled_from(Sign))


def test_every_sign_has_its_row():
    assert tuple(URGENCY) == tuple(Sign)


@given(SIGNS.filter(bool), SIGNS.filter(bool))
def test_what_is_confirmed_goes_before_what_is_claimed(sure, said):
    assert rank(frozenset(), sure) < rank(said, frozenset()) < ORDINARY


@given(SIGNS, SIGNS, st.sampled_from(Sign), st.integers(0, 50))
def test_one_more_sign_never_makes_a_case_wait_longer(said, sure, sign, before):
    now = rank(said, sure, claims_before=before)
    assert rank(said | {sign}, sure, claims_before=before) <= now
    assert rank(said, sure | {sign}, claims_before=before) <= now


@pytest.mark.parametrize(
    ("before", "jumps"),
    [(CLAIMS_AN_HOUR - 1, True), (CLAIMS_AN_HOUR, False), (CLAIMS_AN_HOUR + 1, False)],
)
def test_a_flood_of_claims_does_not_bury_the_rest(before, jumps):
    assert (rank({Sign.DANGER_NOW}, (), claims_before=before) < ORDINARY) is jumps


def test_a_confirmed_sign_knows_no_cap():
    assert rank((), {Sign.DANGER_NOW}, claims_before=10 * CLAIMS_AN_HOUR) == 0


def test_danger_goes_before_a_closing_window():
    assert rank((), {Sign.DANGER_NOW}) < rank((), {Sign.WINDOW_CLOSING})
    assert URGENCY[Sign.WOUNDED].grade is Grade.NOW


def test_a_sign_stands_on_staffs_word_the_persons_or_nobodys():
    assert standing(Sign.MINOR, {Sign.MINOR}, {Sign.MINOR}) is Standing.CONFIRMED
    assert standing(Sign.MINOR, {Sign.MINOR}, ()) is Standing.CLAIMED
    assert standing(Sign.MINOR, (), ()) is None


@given(SIGNS)
def test_signs_are_written_in_the_tables_order_and_read_back(signs):
    assert read(written(signs)) == signs
    assert len(written(signs)) <= 60
    assert written(signs) == ",".join(in_order(signs))


def test_a_word_outside_the_vocabulary_is_no_sign():
    with pytest.raises(ValueError, match="tank"):
        read("minor,tank")
