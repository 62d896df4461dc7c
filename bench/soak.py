"""`make soak`: the running product under a steady drill, and what grows that should not.

SOAK_MINUTES (default 30) of site, bot and, where the machine has a switch, phone. Each few seconds
it notes, for each kind of process, its memory (PSS) and open files, and the size of the database
and its write-ahead log. At the end it prints one JSON line: growth an hour by a straight line
through what came after the warm-up, and whether all held. Exit 1 on a leak, on anything lost or
left over of a call, and on a process that fell.
"""

import argparse
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

from bench.line import left_out
from bench.soaked_line import LineSeen
from safeconduct.programme.home import Home
from tests.phone.conftest import Line as PhoneLine
from tests.product import Product, memory

NAMES, OF_LINE = ("front", "desk", "errands", "telegram"), ("phone", "switch")
CHANNELS, CONTACTS, RATE = "site,telegram", 20, 1.0
WITH_PHONE, MORE_CONTACTS = f"{CHANNELS},phone", 60
"""A call takes minutes, so that a drill with calls has more people for as many an hour."""
# Longer than anybody waits: on a machine in use what comes late is not lost.
PATIENCE = 300
# What a process fills once, it fills in the first third.
WARM_UP = 1 / 3
MIB = 2**20
# A leak grows faster than this by the line, and by more than noise from first to last.
MOST_MEMORY_AN_HOUR, MEMORY_NOISE = 40 * MIB, 12 * MIB
MOST_FILES_AN_HOUR, FILES_NOISE = 20, 12
LARGEST_WAL = 128 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How much may grow in an hour, and which growth is too small to tell."""

    an_hour: float
    noise: float

    def broken(self, line: "Line") -> bool:
        return line.an_hour > self.an_hour and line.grown > self.noise


MEMORY = Bound(an_hour=MOST_MEMORY_AN_HOUR, noise=MEMORY_NOISE)
FILES = Bound(an_hour=MOST_FILES_AN_HOUR, noise=FILES_NOISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line through what was measured: growth an hour, and from its first to its last."""

    an_hour: float
    grown: float
    last: float

    @classmethod
    def through(cls, times: list[float], values: list[float]) -> "Line":
        begin = int(len(times) * WARM_UP)
        times, values = times[begin:], values[begin:]
        if len(times) < 2:
            return cls(an_hour=0.0, grown=0.0, last=values[-1] if values else 0.0)
        slope, _ = linear_regression(times, values)
        return cls(an_hour=slope * 3600, grown=slope * (times[-1] - times[0]), last=values[-1])


def names_of(product: Product) -> tuple[str, ...]:
    return NAMES + OF_LINE if isinstance(product, PhoneLine) else NAMES


@dataclass(slots=True)
class Watch:
    """What was noted, each series under a name of its own."""

    product: Product
    every: float
    times: list[float] = field(default_factory=list)
    series: dict[str, list[float]] = field(default_factory=dict)
    pids: dict[str, set[int]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def names(self) -> tuple[str, ...]:
        return names_of(self.product)

    def until_over(self) -> None:
        while not self.over.wait(self.every):
            self.note(time.monotonic())

    def note(self, at: float) -> None:
        self.times.append(at)
        for name in self.names:
            pids = self.product.pids(name)
            self.pids.setdefault(name, set()).update(pids)
            self._add(f"pss {name}", memory(pids))
            self._add(f"files {name}", sum(map(open_files, pids)))
        self._add("database", size(self.product.home / "main.sqlite3"))
        self._add("wal", size(self.product.home / "main.sqlite3-wal"))

    def line(self, name: str) -> Line:
        return Line.through(self.times, self.series.get(name, []))

    def _add(self, name: str, value: float) -> None:
        self.series.setdefault(name, []).append(value)


def open_files(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@dataclass(slots=True)
class Drilled:
    """What the drills saw together; `contacts` in each. `line`: what was seen of calls beside."""

    contacts: int = CONTACTS
    counts: dict[str, int] = field(default_factory=dict)
    rounds: int = 0
    failed: int = 0
    line: LineSeen | None = None

    def hold(self, product: Product) -> None:
        """Hold one drill through the running product's own doors."""
        channels = WITH_PHONE if isinstance(product, PhoneLine) else CHANNELS
        words = ("--channels", channels, "--contacts", str(self.contacts), "--rate", str(RATE))
        words += ("--patience", str(PATIENCE))
        done = product.run("drill", "--json", *words, "--seed", str(self.rounds), timeout=900)
        self.rounds += 1
        self.failed += done.returncode != 0
        seen = json.loads(done.stdout) if done.stdout else {}
        for name in ("acknowledged", "found", "answered", "read_back", "lost", "gave_up"):
            self.counts[name] = self.counts.get(name, 0) + int(seen.get(name, 0))
        if isinstance(product, PhoneLine):
            self.line = self.line or LineSeen()
            self.line.called += int(seen.get("channels", {}).get("phone", {}).get("read_back", 0))
            self.line.hold(product)


def soak(
    product: Product, seconds: float, hold: Callable[[Product], None]
) -> tuple[Watch, Mapping[str, int]]:
    """Hold drill after drill for so long; return what was watched, and which process fell."""
    watch = Watch(product, every=min(10.0, max(0.5, seconds / 60)))
    # The first drill fills what is filled once.
    hold(product)
    began = {name: set(product.pids(name)) for name in watch.names}
    watching = threading.Thread(target=watch.until_over)
    watching.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hold(product)
    watch.over.set()
    watching.join()
    fell = {name: len(watch.pids.get(name, began[name]) - began[name]) for name in watch.names}
    return watch, {name: count for name, count in fell.items() if count}


def verdict(watch: Watch, drilled: Drilled, fell: Mapping[str, int]) -> dict[str, object]:
    """Return the one line: growth an hour of everything, and what did not hold."""
    names = watch.names
    leaks = [name for name in names if MEMORY.broken(watch.line(f"pss {name}"))]
    leaks += [f"files of {name}" for name in names if FILES.broken(watch.line(f"files {name}"))]
    largest_wal = max(watch.series.get("wal", [0.0]), default=0.0)
    leaks += ["wal"] if largest_wal > LARGEST_WAL else []
    lost = drilled.failed or drilled.counts.get("lost", 0)
    lost = lost or (drilled.line is not None and not drilled.line.holds)
    return {
        "budget": "soak",
        "minutes": round((watch.times[-1] - watch.times[0]) / 60, 1) if watch.times else 0,
        "drills": drilled.rounds,
        "drills_failed": drilled.failed,
        **drilled.counts,
        **(drilled.line.summary() if drilled.line else {}),
        "pss_mb_an_hour": _each(watch, "pss", lambda line: round(line.an_hour / MIB, 1)),
        "pss_mb": _each(watch, "pss", lambda line: round(line.last / MIB)),
        "files_an_hour": _each(watch, "files", lambda line: round(line.an_hour, 1)),
        "files": _each(watch, "files", lambda line: round(line.last)),
        "database_mb_an_hour": round(watch.line("database").an_hour / MIB, 1),
        "wal_mb_largest": round(largest_wal / MIB, 1),
        "fell": dict(fell),
        "leaks": leaks,
        "holds": not (leaks or lost or fell),
    }


def _each(watch: Watch, what: str, shown: Callable[[Line], float]) -> dict[str, float]:
    return {name: shown(watch.line(f"{what} {name}")) for name in watch.names}


def run(minutes: float, contacts: int | None) -> dict[str, object]:
    """Soak a product, with its line where the machine can call it; says what did not hold."""
    reason = left_out()
    if reason:
        print(f"no calls: {reason}", file=sys.stderr)
    with Product(founds=True) if reason else PhoneLine(founds=True) as product:
        usual = CONTACTS
        if isinstance(product, PhoneLine):
            product.wait_for_prompts()
            usual = MORE_CONTACTS
        drilled = Drilled(contacts=contacts or usual)
        watch, fell = soak(product, minutes * 60, drilled.hold)
        told = verdict(watch, drilled, fell)
        intact = product.run("verify-log").returncode == 0
    shutil.rmtree(Home(root=product.home).switch_in_memory, ignore_errors=True)
    return {**told, "verify_log": intact, "holds": bool(told["holds"]) and intact}


def main() -> int:
    parser = argparse.ArgumentParser("bench.soak", description=__doc__)
    usual = float(os.environ.get("SOAK_MINUTES", "30"))
    parser.add_argument("--minutes", type=float, default=usual)
    parser.add_argument("--contacts", type=int, help="how many people in each drill")
    asked = parser.parse_args()
    told = run(asked.minutes, asked.contacts)
    print(json.dumps(told), flush=True)
    return 0 if told["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
