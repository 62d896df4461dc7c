"""How the line answers: who can be reached at which hour, and when calls are kept brief."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from safeconduct.domain.answering import (
    Hours,
    Limits,
    Load,
    Mode,
    NoHours,
    People,
    Why,
    decide,
)

KYIV = ZoneInfo("Europe/Kyiv")
MOST = Limits(waiting_each=2, calls=10)
DAY, OVER_MIDNIGHT = Hours(opens=8, closes=22), Hours(opens=20, closes=2)


def at(hour: int, minute: int = 0, *, day: int = 1) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=KYIV)


def mode(load: Load, *, opens_in: int = 0, by_hand: bool = False, before: Why = Why.USUAL) -> Mode:
    return decide(load, MOST, opens_in=opens_in, by_hand=by_hand, before=before)


@pytest.mark.parametrize(
    ("hours", "hour", "minute", "holds"),
    [
        (Hours(), 3, 0, True), (Hours(), 23, 59, True),
        (DAY, 7, 59, False), (DAY, 8, 0, True), (DAY, 21, 59, True), (DAY, 22, 0, False),
        (OVER_MIDNIGHT, 19, 59, False), (OVER_MIDNIGHT, 20, 0, True),
        (OVER_MIDNIGHT, 1, 59, True), (OVER_MIDNIGHT, 2, 0, False),
    ],
)  # fmt: skip
def test_people_answer_from_the_first_hour_to_the_last(hours, hour, minute, holds):
    assert hours.hold(at(hour, minute)) is holds


@pytest.mark.parametrize(
    ("hour", "minute", "left"), [(7, 59, 1), (7, 0, 1), (6, 59, 2), (22, 0, 10), (8, 0, 24)]
)
def test_the_hours_that_are_left_are_rounded_up(hour, minute, left):
    assert DAY.left(at(hour, minute)) == left


def test_in_the_night_in_which_the_clock_jumps_the_hours_are_those_of_the_world():
    # On 29 March 2026 the clock of Kyiv goes from three to four.
    evening = datetime(2026, 3, 28, 22, 0, tzinfo=KYIV)
    assert DAY.left(evening) == 9


@pytest.mark.parametrize(("opens", "closes"), [(8, 8), (24, 8), (-1, 8), (8, 25), (0, 0)])
def test_hours_that_are_none_are_refused(opens, closes):
    with pytest.raises(NoHours):
        Hours(opens=opens, closes=closes)


@pytest.mark.parametrize(
    ("load", "opens_in", "people", "left"),
    [
        (Load(on_duty=1), 0, People.ON_DUTY, 0),
        (Load(on_duty=1), 5, People.ON_DUTY, 0),
        (Load(on_duty=1, pausing=1), 0, People.ON_DUTY, 0),
        (Load(pausing=1), 0, People.PAUSING, 0),
        (Load(pausing=1), 5, People.PAUSING, 5),
        (Load(), 0, People.NOBODY, 0),
        (Load(), 5, People.NIGHT, 5),
    ],
)
def test_hours_promise_and_do_not_lock(load, opens_in, people, left):
    found = mode(load, opens_in=opens_in)
    assert (found.people, found.opens_in) == (people, left)


@pytest.mark.parametrize(
    ("load", "before", "why"),
    [
        (Load(on_duty=2, waiting=4), Why.USUAL, Why.USUAL),
        (Load(on_duty=2, waiting=5), Why.USUAL, Why.QUEUE),
        (Load(on_duty=2, waiting=3), Why.QUEUE, Why.QUEUE),
        (Load(on_duty=2, waiting=2), Why.QUEUE, Why.USUAL),
        (Load(on_duty=0, waiting=9), Why.USUAL, Why.USUAL),
        (Load(on_duty=1, calls=10), Why.USUAL, Why.USUAL),
        (Load(on_duty=1, calls=11), Why.USUAL, Why.CALLS),
        (Load(on_duty=0, calls=6), Why.CALLS, Why.CALLS),
        (Load(on_duty=1, calls=5), Why.CALLS, Why.USUAL),
        (Load(on_duty=1, calls=6), Why.QUEUE, Why.USUAL),
        (Load(on_duty=1, waiting=1, calls=11), Why.QUEUE, Why.CALLS),
        (Load(on_duty=1, waiting=2, calls=11), Why.QUEUE, Why.QUEUE),
    ],
)
def test_calls_are_brief_past_a_limit_and_until_it_is_half(load, before, why):
    assert mode(load, before=before).why is why


def test_a_hand_goes_before_what_the_line_finds_by_itself():
    full = Load(on_duty=1, waiting=9)
    assert mode(full, by_hand=True).why is Why.BY_HAND
    assert mode(Load(), by_hand=True).brief
    assert not mode(Load(), before=Why.BY_HAND).brief
