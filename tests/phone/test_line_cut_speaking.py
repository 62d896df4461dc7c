"""Who is cut off while they speak, by real SIP: what they said until then stands on their case."""

import os
import signal
import sqlite3
from collections.abc import Callable

import pytest

from safeconduct.phone.ari import SILENCE_ENDS_SECONDS
from tests.phone.conftest import Calls, Line, until
from tests.phone.test_line import (
    CODE,
    ENGLISH,
    NO_NEEDS,
    SAFE,
    arrivals,
    talks,
    voices_on_the_switch,
    whole,
)

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

QUESTION = whole(ENGLISH, SAFE, "1.5 4", NO_NEEDS, CODE, "1.5 5 2.0 speak 8.0 speak 20.0")
WHISPERS = whole(ENGLISH, SAFE, "1.5 4", NO_NEEDS, CODE, "1.5 5 2.0 whisper 12.0")
BYTES_A_SECOND = 16_000


def voices_at_the_desk(line: Line) -> list[int]:
    """Return how large the voices are that the line handed in, sealed and padded."""
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT length(body) FROM sc_arrival WHERE channel = 'phone' AND kind = 'add'"
        sizes = (int(size) for (size,) in database.execute(asked))
        return [size for size in sizes if size > BYTES_A_SECOND]


def spoken_bytes(line: Line) -> int:
    return sum(path.stat().st_size for path in voices_on_the_switch(line))


def is_heard(line: Line, caller: Calls, cut: Callable[[], None]) -> None:
    """Let somebody speak, cut them off, and find their voice with their case."""
    before, heard = len(arrivals(line)), len(voices_at_the_desk(line))
    with caller(QUESTION).begun(line.sip_port) as calling:
        # A switch writes each two seconds; what it has not written dies with it.
        until(lambda: spoken_bytes(line) > BYTES_A_SECOND, 80)
        cut()
        until(lambda: not talks(line), 60)
        calling.kill()
    assert len(voices_at_the_desk(line)) == heard + 1
    kinds = [kind for kind, _, _ in arrivals(line)[before:]]
    assert kinds.count("new") == 1
    assert not voices_on_the_switch(line)


def test_who_hangs_up_before_the_next_process_begins_is_heard(line: Line, caller: Calls) -> None:
    def cut() -> None:
        (channel,) = line.switch("channels")
        line.kill("phone")
        line.switch(f"channels/{channel['id']}", "DELETE")
        until(lambda: line.switch("channels") == [], 2)
        assert not line.pids("phone")

    is_heard(line, caller, cut)


def test_who_speaks_when_the_switch_is_killed_is_heard(line: Line, caller: Calls) -> None:
    def cut() -> None:
        for pid in line.pids("switch"):
            os.kill(pid, signal.SIGKILL)

    is_heard(line, caller, cut)


def test_who_whispers_is_not_taken_for_silent(line: Line, caller: Calls) -> None:
    """A whisper that goes on for longer than the silence that ends a recording is recorded."""
    heard = len(voices_at_the_desk(line))
    with caller(WHISPERS).begun(line.sip_port) as calling:
        until(lambda: spoken_bytes(line) > (SILENCE_ENDS_SECONDS + 2) * BYTES_A_SECOND, 80)
        calling.communicate(timeout=60)
    assert calling.returncode == 0
    until(lambda: not talks(line), 15)
    assert len(voices_at_the_desk(line)) == heard + 1
