"""Who counts by the time of day is ended when the clock is set, and by nothing else."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.phone.time_of_day import SET_SECONDS, TimeOfDay
from tests.phone.conftest import until
from tests.product import alive, descendants

BEGINS = """\
import os, sys, time
true = time.time
time.time = lambda: true() + float(open(sys.argv[1]).read())
from safeconduct.phone import time_of_day
time_of_day.LOOKS_SECONDS, time_of_day.GRACE_SECONDS = 0.02, 0.2
time_of_day.end_when_set()
os.execv("/bin/sh", ["sh", "-c", sys.argv[2]])
"""
COUNTS, COUNTS_ON = "exec sleep 60", "trap '' TERM; while :; do sleep 0.1; done"
LOOKED_OFTEN = 0.5

Begun = Callable[[str], "subprocess.Popen[bytes]"]


class Clocks:
    """A clock that can be set, and one that nobody sets."""

    day = 1_764_000_000.0
    steady = 40.0

    def pass_by(self, seconds: float) -> None:
        self.day += seconds
        self.steady += seconds

    def looked_at(self) -> TimeOfDay:
        return TimeOfDay(day=lambda: self.day, steady=lambda: self.steady)


@pytest.fixture
def ahead(tmp_path: Path) -> Path:
    """A clock that is set by writing how many seconds it is ahead."""
    kept = tmp_path / "ahead"
    set_clock(kept, 0)
    return kept


def set_clock(ahead: Path, seconds: float) -> None:
    new = ahead.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(ahead)


@pytest.fixture
def begun(ahead: Path) -> Iterator[Begun]:
    running: list[subprocess.Popen[bytes]] = []

    def begins(program: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", BEGINS, str(ahead), program]
        running.append(subprocess.Popen(command, stderr=subprocess.PIPE))
        until(lambda: descendants(running[-1].pid), 10)
        return running[-1]

    yield begins
    for one in running:
        one.kill()
        one.communicate()


@pytest.mark.parametrize("step", [SET_SECONDS, -SET_SECONDS, 3_600.0, -3_600.0])
def test_a_clock_that_is_set_is_told_once(step: float) -> None:
    clocks = Clocks()
    looked = clocks.looked_at()
    clocks.pass_by(0.5)
    clocks.day += step
    assert looked.was_set()
    clocks.pass_by(0.5)
    assert not looked.was_set()


@pytest.mark.parametrize("step", [0.0, SET_SECONDS * 0.9, -SET_SECONDS * 0.9])
def test_time_that_passes_and_a_small_step_are_no_setting(step: float) -> None:
    clocks = Clocks()
    looked = clocks.looked_at()
    clocks.pass_by(7 * 24 * 3_600.0)
    clocks.day += step
    assert not looked.was_set()


@pytest.mark.parametrize("seconds", [-3_600, 3_600])
def test_who_counts_by_a_clock_that_is_set_is_ended(
    begun: Begun, ahead: Path, seconds: float
) -> None:
    counting = begun(COUNTS)
    time.sleep(LOOKED_OFTEN)
    assert counting.poll() is None
    set_clock(ahead, seconds)
    _, told = counting.communicate(timeout=10)
    assert counting.returncode == -signal.SIGTERM
    assert b"the clock of this machine was set" in told


def test_who_does_not_end_as_asked_is_ended(begun: Begun, ahead: Path) -> None:
    counting = begun(COUNTS_ON)
    set_clock(ahead, -3_600)
    counting.wait(10)
    assert counting.returncode == -signal.SIGKILL


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_who_is_watched_nothing_stays_beside_it(begun: Begun, end: int) -> None:
    counting = begun(COUNTS)
    watching = descendants(counting.pid)
    assert watching
    counting.send_signal(end)
    counting.wait(10)
    until(lambda: not any(alive(pid) for pid in watching), 10)
