"""Calls through the line: SIPp at a steady rate against the real switch and the line's process.

Each caller is answered, presses keys through the first questions, hands in and is told the code
until they hang up. What they handed in is counted: a call that nobody heard is a failed one.
"""

import csv
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.effort import processor_seconds
from bench.overhearing import Overheard, overhearing
from safeconduct.drill.journal import quantile
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.phone.caller import Caller
from tests.phone.conftest import Line

A_SECOND, AT_ONCE, ANSWER_MS = 45, 450, 50
STEADY_SECONDS = 40
WALK = "1.5 3 1.5 1 1.5 1 1.5 6 0.6 # 4.5"
"""English, safe, about me, nothing urgent; then the code is heard: between 10 and 11 seconds."""
BARE_ASTERISK, BARE_PYTHON = 0.19, 0.04
"""Percent of a core for each call that is up: what PHONE measured of a bare program."""
# Apart from the ports of the switch: what answers itself would be taken for a caller.
RTP_PORT, MEDIA_PORT = 20_000, 30_000
EVERY_SECONDS = 0.5


@dataclass(slots=True, kw_only=True)
class Called:
    """What a run of calls saw; `call_seconds`: seconds of all calls together.

    `waits`: seconds from a key to the next words, where somebody listened at the switch.
    """

    calls: int
    seconds: float
    failed: int
    handed_in: int
    answered: list[float] = field(repr=False)
    waits: list[float] = field(repr=False)
    at_once: int
    call_seconds: float
    asterisk: float
    python: float

    def of_a_core(self, used: float) -> float:
        """Return processor seconds as percent of a core for each call that was up."""
        return round(100 * used / self.call_seconds, 3)

    def within(self) -> bool:
        p99 = quantile(self.answered, 0.99) or 0.0
        cost = self.of_a_core(self.asterisk + self.python)
        return (
            not self.failed
            and self.handed_in == self.calls
            and self.at_once >= AT_ONCE
            and p99 <= ANSWER_MS
            and cost <= 2 * (BARE_ASTERISK + BARE_PYTHON)
        )

    def summary(self) -> dict[str, object]:
        return {
            "calls": self.calls,
            "calls_per_second": round(self.calls / self.seconds, 1),
            "at_once": self.at_once,
            "failed": self.failed,
            "handed_in": self.handed_in,
            "answer_p50_ms": quantile(self.answered, 0.5),
            "answer_p99_ms": quantile(self.answered, 0.99),
            "key_to_words_p50_ms": quantile(self.waits, 0.5),
            "key_to_words_p99_ms": quantile(self.waits, 0.99),
            "asterisk_percent_of_a_core_per_call": self.of_a_core(self.asterisk),
            "python_percent_of_a_core_per_call": self.of_a_core(self.python),
            "load_average": round(os.getloadavg()[0], 1),
        }


def left_out() -> str:
    """Say why the line cannot be measured here, "" when it can."""
    if unpacked() is None:
        return "there is no Asterisk; `make phone` unpacks one"
    if os.geteuid():
        return "SIPp sends keys through a raw socket, which only root may open"
    return ""


@contextmanager
def a_line() -> Iterator[Line]:
    line = Line(founds=True)
    line.environment["RTP_PORT"] = str(RTP_PORT)
    with line:
        line.wait_for_prompts()
        yield line
    shutil.rmtree(Home(root=line.home).switch_in_memory, ignore_errors=True)


def call_often(line: Line, a_second: int = A_SECOND, seconds: float = STEADY_SECONDS) -> Called:
    """Call so often for so long, and wait until all that was said is handed in."""
    with tempfile.TemporaryDirectory(prefix="safeconduct-calls-") as folder:
        return _called(line, Path(folder), a_second, int(a_second * seconds), overheard=Overheard())


def call_overheard(line: Line, a_second: int, seconds: float) -> Called:
    """Call, and listen at the switch: for that it tells everything twice, so not at full rate."""
    ear = overhearing(line.ari_port, line.home / "secrets" / "ari")
    with tempfile.TemporaryDirectory(prefix="safeconduct-calls-") as folder, ear as overheard:
        return _called(line, Path(folder), a_second, int(a_second * seconds), overheard=overheard)


def _called(line: Line, folder: Path, a_second: int, calls: int, *, overheard: Overheard) -> Called:
    before, seconds = handed_in(line), calls / a_second
    more = ("-l", str(10 * calls), "-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-fd", "1")
    caller = Caller(
        acts=WALK.split(), times=calls, a_second=a_second, folder=folder,
        more=(*more, "-mp", str(MEDIA_PORT)),
    )  # fmt: skip
    watch, used = Watch(line), cost(line)
    with watch.watching(), caller.begun(line.sip_port) as running:
        running.communicate(timeout=seconds + 120)
    wait_until_still(line, before + calls)
    after = cost(line)
    last = stats(folder)[-1]
    return Called(
        calls=calls,
        seconds=seconds,
        failed=int(last["FailedCall(C)"]) + calls - int(last["TotalCallCreated"]),
        handed_in=handed_in(line) - before,
        answered=answers(folder),
        waits=overheard.waits,
        at_once=watch.most,
        call_seconds=watch.call_seconds,
        asterisk=after[0] - used[0],
        python=after[1] - used[1],
    )


def cost(line: Line) -> tuple[float, float]:
    """Return the processor seconds that the switch and the line's process have used."""
    return tuple(processor_seconds(line.pids(name), itself=False) for name in ("switch", "phone"))  # type: ignore[return-value]


class Watch:
    """Counts the calls that the switch holds, twice a second."""

    def __init__(self, line: Line) -> None:
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


def handed_in(line: Line) -> int:
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT count(*) FROM sc_arrival WHERE channel = 'phone' AND kind = 'new'"
        return int(database.execute(asked).fetchone()[0])


def wait_until_still(line: Line, wanted: int, patience: float = 30.0) -> None:
    until = time.monotonic() + patience
    while handed_in(line) < wanted and time.monotonic() < until:
        time.sleep(0.5)
