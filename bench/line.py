"""Calls through the line: SIPp at a steady rate against the real switch and the line's process.

What callers handed in is counted: a call that nobody heard is a failed one. Whole calls are
followed to their end: the code that each was told is overheard, and opens its case.
"""

import csv
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bench.bare_line import BareLine
from bench.called import Called
from bench.effort import processor_seconds
from bench.endings import led_to_the_end, left_on_the_switch, salt_of
from bench.overhearing import Overheard, overhearing
from bench.phones import telephones
from bench.walks import Walk
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.phone.caller import Caller
from tests.phone.conftest import Line

# Apart from the ports of the switch: what answers itself would be taken for a caller.
RTP_PORT, MEDIA_PORT = 20_000, 9_000
EVERY_SECONDS, PATIENCE = 0.5, 30.0
LONGEST_CALL, MOST_CALLS = 300, 2_000


def left_out() -> str:
    """Say why the line cannot be measured here, "" when it can."""
    if unpacked() is None:
        return "there is no Asterisk; `make phone` unpacks one"
    if os.geteuid():
        return "SIPp sends keys through a raw socket, which only root may open"
    return ""


@contextmanager
def a_line() -> Iterator[Line]:
    """Run a line that leads every caller through the whole script, however many are up."""
    line = Line(founds=True)
    line.environment["RTP_PORT"] = str(RTP_PORT)
    with line:
        line.wait_for_prompts()
        line.begins_anew("phone", calls=str(MOST_CALLS))
        yield line
    shutil.rmtree(Home(root=line.home).switch_in_memory, ignore_errors=True)


def call_bare(line: Line, walk: Walk) -> Called:
    """Let callers walk to a bare program in place of the line, which has stopped."""
    with BareLine(line, speaks_at=walk.speaks_at).running() as bare:
        call_often(bare, walk.by_bare.few)
        return call_often(bare, walk.by_bare)


def call_often(line: Line | BareLine, walk: Walk, *, hears: bool = False) -> Called:
    """Let callers walk, and wait until all that was said is handed in.

    `hears`: somebody listens at the switch, which tells them all that it tells the line. To whole
    calls somebody always listens, also to those of a bare program, which has the same to carry.
    """
    listens = hears or walk.speaks_at is not None
    ear = overhearing(line.ari_port, line.secret) if listens else nullcontext(Overheard())
    with tempfile.TemporaryDirectory(prefix="safeconduct-calls-") as folder, ear as overheard:
        return _called(line, Path(folder), walk, overheard)


def _called(line: Line | BareLine, folder: Path, walk: Walk, overheard: Overheard) -> Called:
    before = handed_in(line)
    caller = Caller(
        acts=walk.acts.split(), stays=bool(walk.goodbye), times=walk.calls, a_second=walk.a_second,
        folder=folder, lasts=round(walk.seconds) + LONGEST_CALL, more=MORE,
    )  # fmt: skip
    watch, used = Watch(line), cost(line)
    with (
        watch.watching(),
        telephones(MEDIA_PORT, walk.calls),
        caller.begun(line.sip_port) as running,
    ):
        running.communicate(timeout=walk.seconds + LONGEST_CALL)
    handed = None if before is None else after(lambda: _more(line, before), walk.calls)
    now, last = cost(line), stats(folder)[-1]
    called = Called(
        calls=walk.calls,
        seconds=walk.seconds,
        failed=int(last["FailedCall(C)"]) + walk.calls - int(last["TotalCallCreated"]),
        handed_in=handed,
        answered=answers(folder),
        waits=overheard.waits,
        at_once=watch.most,
        call_seconds=watch.call_seconds,
        asterisk=now[0] - used[0],
        python=now[1] - used[1],
    )
    if walk.speaks_at is not None and isinstance(line, Line):
        salt = salt_of(line.home)
        called.ended = after(lambda: led_to_the_end(line.home, overheard.codes, salt), walk.calls)
        called.codes = len(set(overheard.codes))
        called.left = left_on_the_switch(line.home)
    return called


def _more(line: Line | BareLine, before: int) -> int:
    return (handed_in(line) or 0) - before


MORE = (
    "-l", str(MOST_CALLS), "-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-fd", "1",
    "-mp", str(MEDIA_PORT),
)  # fmt: skip


def cost(line: Line | BareLine) -> tuple[float, float]:
    """Return the processor seconds that the switch and the line's process have used."""
    return tuple(processor_seconds(line.pids(name), itself=False) for name in ("switch", "phone"))  # type: ignore[return-value]


class Watch:
    """Counts the calls that the switch holds, twice a second."""

    def __init__(self, line: Line | BareLine) -> None:
        self.line, self.most, self.call_seconds = line, 0, 0.0
        self._over = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _watch(self) -> None:
        at = time.monotonic()
        while not self._over.wait(EVERY_SECONDS):
            found = self.line.switch("applications/safeconduct")
            up = len(found["channel_ids"]) if isinstance(found, dict) else 0
            before, at = at, time.monotonic()
            self.call_seconds += up * (at - before)
            self.most = max(self.most, up)


def stats(folder: Path) -> list[dict[str, str]]:
    (found,) = folder.glob("*_.csv")
    with found.open(newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def answers(folder: Path) -> list[float]:
    """Return the seconds from each INVITE to its 200."""
    (found,) = folder.glob("*_rtt.csv")
    with found.open(newline="") as file:
        return [
            float(row["response_time_ms"]) / 1000 for row in csv.DictReader(file, delimiter=";")
        ]


def handed_in(line: Line | BareLine) -> int | None:
    """Return how many requests came by phone so far; nothing of a program that keeps none."""
    if isinstance(line, BareLine):
        return None
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT count(*) FROM sc_arrival WHERE channel = 'phone' AND kind = 'new'"
        return int(database.execute(asked).fetchone()[0])


def after(found: Callable[[], int], wanted: int) -> int:
    """Return what is found once it is as many as wanted, or what it is when patience ends."""
    until = time.monotonic() + PATIENCE
    while (now := found()) < wanted and time.monotonic() < until:
        time.sleep(0.5)
    return now
