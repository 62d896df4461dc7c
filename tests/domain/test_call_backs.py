"""When who wished it may be called: within the hours that they named, by their own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from safeconduct.domain.call_backs import (
    CAME_OF,
    HOURS,
    MOST_TRIES,
    CameOf,
    may_be_called,
    next_time,
    tries_left,
)
from safeconduct.domain.scripts.callback import HOURS as ASKED

KYIV, OMSK = ZoneInfo("Europe/Kyiv"), ZoneInfo("Asia/Omsk")
MIDNIGHT = datetime(2024, 3, 1, tzinfo=UTC)


def at(clock: str, zone: ZoneInfo = KYIV) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 3, 1, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ("morning", "07:00", "06:59"),
        ("morning", "11:00", "11:01"),
        ("day", "12:00", "11:30"),
        ("evening", "18:00", "17:59"),
        ("evening", "22:00", "22:01"),
        ("night", "23:30", "22:30"),
        ("night", "04:59", "05:01"),
    ],
)
def test_a_part_of_the_day_has_its_hours_by_the_clock_of_who_is_called(
    hours: str, inside: str, outside: str
) -> None:
    assert may_be_called(hours, at(inside), [KYIV])
    assert not may_be_called(hours, at(outside), [KYIV])


def test_every_answer_of_the_script_has_hours_and_no_two_parts_share_one() -> None:
    assert {option.key for option in ASKED.options} == set(HOURS)
    for quarter in range(96):
        moment = MIDNIGHT + quarter * timedelta(minutes=15)
        parts = [one for one in HOURS if one != "any" and may_be_called(one, moment, [UTC])]
        assert len(parts) <= 1
        assert may_be_called("any", moment, [UTC])


def test_the_hour_must_be_right_wherever_the_person_may_be() -> None:
    assert may_be_called("evening", at("18:30", OMSK), [OMSK])
    assert not may_be_called("evening", at("18:30", OMSK), [OMSK, KYIV])
    assert may_be_called("evening", at("18:00"), [KYIV, OMSK])


def test_without_a_clock_or_an_hour_that_was_named_nobody_is_called() -> None:
    assert not may_be_called("any", at("12:00"), [])
    assert not may_be_called("", at("12:00"), [KYIV])
    assert not may_be_called("whenever", at("12:00"), [KYIV])


def test_it_is_said_when_the_next_call_is_possible() -> None:
    assert next_time("evening", at("12:10"), [KYIV]) == at("18:00")
    assert next_time("morning", at("12:10"), [KYIV]) == at("07:00") + timedelta(days=1)
    assert next_time("night", at("22:10"), [KYIV]) == at("23:00")


def test_zones_that_share_no_hour_have_no_next_time() -> None:
    far = ZoneInfo("Pacific/Auckland")
    assert next_time("morning", at("12:00"), [KYIV, far]) is None


def test_three_tries_and_no_fourth() -> None:
    assert [tries_left(tries) for tries in range(MOST_TRIES + 2)] == [3, 2, 1, 0, 0]


def test_whatever_came_of_a_try_has_a_name() -> None:
    assert set(CAME_OF) == set(CameOf)
