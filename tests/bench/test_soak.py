"""A soak says what grows, and fails for a leak, for what is lost and for a process that fell."""

import time
from dataclasses import replace

import pytest

from bench.soak import MIB, NAMES, Drilled, Line, Watch, soak, verdict
from bench.soaked_line import LineSeen
from tests.product import Product

LEFT = ("channels", "rooms", "recordings", "talks")


def watched(product: Product | None = None, **grows: float) -> Watch:
    """An hour of notes, a minute apart; `grows`: by how much in that hour, by series."""
    watch = Watch(product, every=60.0)
    watch.times = [60.0 * minute for minute in range(61)]
    for name in NAMES:
        for what in ("pss", "files"):
            more = grows.get(f"{what}_{name}", 0.0)
            watch.series[f"{what} {name}"] = [100.0 + more * minute / 60 for minute in range(61)]
    watch.series["database"] = [1.0 * MIB * minute for minute in range(61)]
    watch.series["wal"] = [grows.get("wal", 0.0)] * 61
    return watch


def all_read(**counts: int) -> Drilled:
    return Drilled(counts={"acknowledged": 20, "read_back": 20, "lost": 0, **counts}, rounds=1)


def test_what_stays_as_it_is_holds_though_the_database_grows() -> None:
    told = verdict(watched(), all_read(), {})
    assert told["holds"]
    assert told["database_mb_an_hour"] == 60.0


@pytest.mark.parametrize(
    ("grows", "leak"),
    [
        ({"pss_desk": 60.0 * MIB}, "desk"),
        ({"files_telegram": 100.0}, "files of telegram"),
        ({"wal": 300.0 * MIB}, "wal"),
    ],
)
def test_what_grows_beyond_its_bound_is_named_and_fails(grows: dict, leak: str) -> None:
    told = verdict(watched(**grows), all_read(), {})
    assert told["leaks"] == [leak]
    assert not told["holds"]


def test_what_grows_within_its_bound_holds() -> None:
    assert verdict(watched(pss_desk=20.0 * MIB, files_front=10.0), all_read(), {})["holds"]


def test_a_single_thing_lost_or_a_process_that_fell_fails() -> None:
    assert not verdict(watched(), all_read(lost=1), {})["holds"]
    assert not verdict(watched(), Drilled(rounds=1, failed=1), {})["holds"]
    assert not verdict(watched(), all_read(), {"desk": 1})["holds"]


HEARD = LineSeen(called=6, talked=2, left=dict.fromkeys(LEFT, 0))


@pytest.mark.parametrize(
    "broken",
    [{"unheard": 1}, {"called": 0}, {"talked": 0}, *({"left": {what: 1}} for what in LEFT)],
    ids=str,
)
def test_a_call_that_is_not_held_or_leaves_something_behind_fails(broken: dict) -> None:
    drilled = all_read()
    drilled.line = HEARD
    assert verdict(watched(), drilled, {})["holds"]
    drilled.line = replace(HEARD, **broken)
    assert not verdict(watched(), drilled, {})["holds"]


def test_what_is_filled_once_at_the_beginning_is_no_growth() -> None:
    times = [float(second) for second in range(90)]
    values = [min(second, 20.0) for second in times]
    assert Line.through(times, values).an_hour == 0.0


@pytest.mark.long
@pytest.mark.running
@pytest.mark.xdist_group("running")
def test_a_running_product_is_watched_process_by_process() -> None:
    held = []
    with Product() as product:
        watch, fell = soak(product, 2.0, lambda _: held.append(1) or time.sleep(1))
    assert fell == {}
    assert len(held) >= 2
    assert min(watch.series[f"pss {name}"][-1] for name in NAMES) > MIB
    assert min(watch.series[f"files {name}"][-1] for name in NAMES) >= 3
    assert watch.series["database"][-1] > 100_000
