"""How each switch answers, as rows: told by its process, kept brief by a lead's hand."""

from datetime import timedelta

import pytest

from safeconduct.domain.answering import Mode, People, Why
from safeconduct.talks import line_now
from safeconduct.talks.line_now import TooLong
from tests.making import NOON

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

FULL = Mode(people=People.ON_DUTY, why=Why.QUEUE)
CALM = Mode(people=People.ON_DUTY)
MINUTE = timedelta(minutes=1)


def told() -> list[tuple[str, Why]]:
    return [(one.node, one.why) for one in line_now.lines(NOON)]


def test_since_moves_only_when_a_switch_answers_otherwise():
    line_now.note("north", CALM, NOON - 3 * MINUTE)
    line_now.note("north", CALM, NOON)
    (one,) = line_now.lines(NOON)
    assert one.since == NOON - 3 * MINUTE
    line_now.note("north", FULL, NOON)
    (one,) = line_now.lines(NOON)
    assert (one.since, one.why) == (NOON, Why.QUEUE)


def test_each_switch_speaks_for_itself_and_of_a_silent_one_nothing_is_said():
    line_now.note("north", FULL, NOON)
    line_now.note("south", CALM, NOON)
    line_now.note("west", FULL, NOON - 5 * MINUTE)
    assert told() == [("north", Why.QUEUE), ("south", Why.USUAL)]


def test_a_hand_keeps_calls_brief_until_its_hour_and_the_last_word_counts():
    line_now.keep_brief(line_now.of_a_shift(12), NOON)
    line_now.keep_brief(line_now.of_a_shift(1), NOON)
    until = NOON + timedelta(hours=1)
    assert line_now.kept_brief_until(NOON) == until
    assert line_now.kept_brief_until(until) is None
    line_now.keep_brief_no_more()
    assert line_now.kept_brief_until(NOON) is None


@pytest.mark.parametrize("hours", [0, -1, 13])
def test_a_hand_keeps_calls_brief_for_a_shift_at_most(hours):
    with pytest.raises(TooLong):
        line_now.of_a_shift(hours)


def test_what_is_over_is_destroyed():
    line_now.note("north", FULL, NOON)
    line_now.keep_brief(line_now.of_a_shift(1), NOON)
    assert line_now.forget_old(NOON) == 0
    assert line_now.forget_old(NOON + timedelta(hours=1)) == 1
    assert line_now.forget_old(NOON + timedelta(hours=12)) == 1
