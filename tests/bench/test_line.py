"""The budget of the line: what a run of calls must hold, and what breaks it."""

from dataclasses import replace

import pytest

from bench.called import Called
from bench.walks import TO_THE_CODE, WHOLE
from tests.phone.caller import rate

GOOD = Called(
    calls=1800, seconds=40, failed=0, handed_in=1800, answered=[0.004] * 1790 + [0.05] * 10,
    waits=[0.1] * 99 + [0.4],
    at_once=470, call_seconds=18_000, asterisk=36.0, python=18.0,
)  # fmt: skip


def test_a_run_within_the_budget_holds() -> None:
    assert GOOD.within(TO_THE_CODE)
    assert GOOD.summary()["calls_per_second"] == 45.0
    assert GOOD.summary()["key_to_words_p50_ms"] == 100.0
    assert GOOD.summary()["asterisk_percent_of_a_core_per_call"] == 0.2
    assert GOOD.summary()["python_percent_of_a_core_per_call"] == 0.1


@pytest.mark.parametrize(
    "broken",
    [
        {"failed": 1},
        {"handed_in": 1799},
        {"at_once": 449},
        {"answered": [0.004] * 1700 + [0.051] * 100},
        {"python": 48.0},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_each_broken_promise_breaks_the_budget(broken) -> None:
    assert not replace(GOOD, **broken).within(TO_THE_CODE)


BARE = replace(GOOD, calls=1080, handed_in=None, call_seconds=10_800, asterisk=35.0, python=1.0)
SLOW_WALK = TO_THE_CODE.slower(BARE.slowness)
SLOW = replace(
    GOOD, calls=1240, handed_in=1240, at_once=312, call_seconds=12_400, asterisk=43.0, python=20.0
)


def test_a_machine_is_as_slow_as_the_bare_program_costs_more_on_it() -> None:
    assert round(BARE.slowness, 2) == round(0.333 / 0.23, 2) == 1.45
    assert replace(BARE, asterisk=20.0).slowness == 1.0


def test_on_a_slow_machine_as_many_times_less_are_to_be_held() -> None:
    assert round(SLOW_WALK.a_second, 1) == 31.1
    assert SLOW_WALK.at_once == 310
    assert not SLOW.within(TO_THE_CODE)
    assert SLOW.within(SLOW_WALK, slowness=BARE.slowness)


@pytest.mark.parametrize(
    "broken",
    [
        {"failed": 1},
        {"handed_in": 1239},
        {"at_once": 309},
        {"answered": [0.004] * 1200 + [0.051] * 40},
        {"python": 41.0},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_there_nothing_else_is_forgiven(broken) -> None:
    assert not replace(SLOW, **broken).within(SLOW_WALK, slowness=BARE.slowness)


ENDED = replace(GOOD, calls=585, seconds=130, handed_in=585, ended=585, call_seconds=66_000)
DEAR = {"asterisk": 120.0, "python": 80.0}


def test_whole_calls_are_held_when_each_led_to_a_voice_and_a_code_that_opens() -> None:
    told = replace(ENDED, **DEAR)
    assert told.within(WHOLE)
    assert told.summary()["ended"] == 585
    assert told.summary()["left_on_switch"] == 0


@pytest.mark.parametrize("broken", [{"ended": 584}, {"left": 1}, {"handed_in": 584}])
def test_one_voice_or_code_that_is_missing_breaks_it(broken) -> None:
    assert not replace(ENDED, **DEAR, **broken).within(WHOLE)


@pytest.mark.parametrize("walk", [TO_THE_CODE, WHOLE], ids=lambda walk: walk.name)
def test_a_walk_lasts_until_as_many_stand_at_once_as_are_to_be_held(walk) -> None:
    assert walk.a_second * min(walk.lasts, walk.seconds) >= walk.at_once


@pytest.mark.parametrize("walk", [TO_THE_CODE, WHOLE], ids=lambda walk: walk.name)
def test_a_bare_program_hears_the_same_keys_for_as_long(walk) -> None:
    assert walk.by_bare.keys == walk.keys
    assert walk.by_bare.a_second < walk.a_second
    assert walk.by_bare.lasts == walk.lasts


def test_the_voice_is_begun_at_the_key_before_it() -> None:
    acts = WHOLE.acts.split()
    spoken = acts[: acts.index("speak")]
    assert len([act for act in spoken if len(act) == 1]) == WHOLE.speaks_at


def test_a_rate_that_is_not_whole_is_counted_in_ten_seconds() -> None:
    assert rate(45) == ["-r", "45"]
    assert rate(4.5) == ["-r", "45", "-rp", "10s"]
