"""The budget of the line: what a run of calls must hold, and what breaks it."""

from dataclasses import replace

import pytest

from bench.line import Called

GOOD = Called(
    calls=1800, seconds=40, failed=0, handed_in=1800, answered=[0.004] * 1790 + [0.05] * 10,
    waits=[0.1] * 99 + [0.4],
    at_once=470, call_seconds=18_000, asterisk=36.0, python=18.0,
)  # fmt: skip


def test_a_run_within_the_budget_holds() -> None:
    assert GOOD.within()
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
    assert not replace(GOOD, **broken).within()
