"""Measure the budgets of DESIGN section 9 on a running product; one JSON line each.

Exit 1 when a budget is broken. Rates depend on the machine; the ratio to the bare loop does not.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from bench.at_scale import Timed, ask_all, let_settle, load
from bench.bare_loop import Bare, bare_loop
from bench.bot import walk
from bench.effort import processor_seconds
from bench.line import a_line, call_often, call_overheard, left_out
from bench.load import Seen, press_often
from bench.pages import home_bytes, journey
from tests.postgres_server import PostgresServer
from tests.product import Product, descendants, memory

AT_ONCE = 8
# Load and bare loop take turns in short slices: a shared machine does not hold still.
SLICES = 5
SLICE_SECONDS = 2.0
REST_SECONDS = 1.5
RATIO, P99_MS, SLOWEST_MS = 0.4, 120, 600


class Report:
    """Print each line as it is known, and remember whether all budgets hold."""

    def __init__(self) -> None:
        self.holds = True

    def line(self, budget: str, measured: dict[str, object], *, holds: bool) -> None:
        self.holds = self.holds and holds
        print(json.dumps({"budget": budget, **measured, "holds": holds}), flush=True)


def measure_pages(product: Product, report: Report) -> None:
    for language in ("ru", "uk", "en"):
        size, requests = asyncio.run(home_bytes(product.front_port, language))
        measured: dict[str, object] = {"language": language, "bytes": size, "requests": requests}
        report.line("home page", measured, holds=size <= 12_000 and requests == 1)
    size, trips = asyncio.run(journey(product.front_port))
    report.line(
        "home to code", {"bytes": size, "round_trips": trips}, holds=size <= 30_000 and trips <= 4
    )


def measure_load(pids: Callable[[], list[int]], port: int, *, bare: list[Bare]) -> Seen:
    """Let load and bare loop take turns; `pids` are all processes that serve the load."""
    asyncio.run(press_often(port, AT_ONCE, SLICE_SECONDS))
    seen = Seen()
    for _ in range(SLICES):
        bare.append(bare_loop())
        before = processor_seconds(pids())
        seen.add(asyncio.run(press_often(port, AT_ONCE, SLICE_SECONDS)))
        # What intake still does counts as well, and would slow the bare loop.
        time.sleep(REST_SECONDS)
        seen.effort += processor_seconds(pids()) - before
    bare.append(bare_loop())
    return seen


def report_load(report: Report, seen: Seen, bare: list[Bare], *, name: str, wanted: float) -> None:
    rate, effort = mean(one.rate for one in bare), mean(one.effort for one in bare)
    ratio, by_effort = seen.rate / rate, effort / (seen.effort / len(seen.took))
    measured = {
        **seen.summary(),
        "bare_loop_per_second": round(rate, 1),
        "ratio": round(ratio, 2),
        # On a machine in use `ratio` flatters: we have more processes than the loop.
        "ratio_by_processor_time": round(by_effort, 2),
        "load_average": round(os.getloadavg()[0], 1),
    }
    holds = fast_enough(seen, wanted, ratio)
    report.line(f"durable hand-ins, {name}", measured, holds=holds)


def fast_enough(seen: Seen, wanted: float, ratio: float) -> bool:
    """The rate and nobody kept waiting, or the ratio on a slower machine; nothing may fail."""
    fast = seen.rate >= wanted and seen.within(0.99, P99_MS) and seen.within(1.0, SLOWEST_MS)
    return not seen.failed and (fast or ratio >= RATIO)


def measure_bot(product: Product, report: Report) -> None:
    """Measure on what a bot is: one process. The ratio to one core's work is the budget here."""
    asyncio.run(walk(product.bot_api, 20, 9_000))
    seen = asyncio.run(walk(product.bot_api, 300, 10_000))
    measured: dict[str, object] = {
        "people": seen.people,
        "updates": seen.updates,
        "per_second": round(seen.rate, 1),
        "without_code": seen.without_code,
    }
    report.line("bot updates through a script", measured, holds=seen.rate >= 300)


def measure_process(product: Product, report: Report) -> None:
    started = product.start()
    report.line("ready, programme exists", {"seconds": round(started, 2)}, holds=started <= 5)
    pss = memory([product.up.pid, *descendants(product.up.pid)])
    report.line("memory, idle", {"pss_mb": round(pss / 1e6)}, holds=pss <= 700_000_000)


def measure_scale(
    report: Report, cases: int, *, database_url: str = "", home: Path | None = None
) -> None:
    """Fill a product and ask for the desk's pages; a `home` that is kept is filled only once."""
    product = Product(database_url=database_url, home=home)
    kept = product.home / "at-scale.json"
    if not kept.exists():
        begun = time.monotonic()
        product.run("prepare")
        kept.write_text(json.dumps(load(product, cases)))
        verified = product.run("verify-log", timeout=3600)
        measured: dict[str, object] = {
            "cases": cases,
            "seconds": round(time.monotonic() - begun),
            "verify_log": verified.stdout.splitlines()[0],
        }
        report.line("bulk load", measured, holds=verified.returncode == 0)
    name = "PostgreSQL" if database_url else "SQLite"

    def told(page: str, timed: Timed) -> None:
        measured = {"page": page, "database": name, **timed.summary()}
        report.line(f"desk at {cases} cases", measured, holds=timed.holds)

    with product:
        let_settle(product)
        asyncio.run(ask_all(product, json.loads(kept.read_text()), told))


def measure_postgres(report: Report) -> None:
    server = PostgresServer()
    bare: list[Bare] = []
    try:
        with Product(database_url=server.url) as product:
            pids = lambda: [*product.all_pids(), *server.pids()]  # noqa: E731 - read at each slice
            seen = measure_load(pids, product.front_port, bare=bare)
        report_load(report, seen, bare, name="PostgreSQL", wanted=300)
    finally:
        server.close()


def measure_line(report: Report) -> None:
    """Measure calls through the line, after a few that fill what is filled once."""
    reason = left_out()
    if reason:
        print(f"calls through the IVR are left out: {reason}", file=sys.stderr)
        return
    with a_line() as line:
        heard = call_overheard(line, a_second=10, seconds=12)
        called = call_often(line)
    report.line("calls, overheard", heard.summary(), holds=heard.handed_in == heard.calls)
    report.line("calls through the IVR", called.summary(), holds=called.within())


def measure_scales(report: Report, asked: argparse.Namespace) -> int:
    measure_scale(report, asked.cases, home=asked.home)
    if not (asked.no_postgres or asked.home):
        server = PostgresServer()
        try:
            measure_scale(report, asked.cases, database_url=server.url)
        finally:
            server.close()
    return 0 if report.holds else 1


def main() -> int:
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--hand-ins", action="store_true", help="measure these alone")
    parser.add_argument("--line", action="store_true", help="measure calls alone")
    parser.add_argument("--at-scale", action="store_true", help="measure the desk's pages alone")
    parser.add_argument("--cases", type=int, default=100_000, help="how many, at scale")
    parser.add_argument("--home", type=Path, help="keep what was filled here, or use it again")
    asked = parser.parse_args()
    report = Report()
    if asked.line:
        measure_line(report)
        return 0 if report.holds else 1
    if asked.at_scale:
        return measure_scales(report, asked)
    with Product(founds=True) as product:
        if not asked.hand_ins:
            product.stop()
            product.environment["TELEGRAM_MESSAGES_PER_SECOND"] = "0"
            measure_process(product, report)
            measure_pages(product, report)
            measure_bot(product, report)
        bare: list[Bare] = []
        seen = measure_load(product.all_pids, product.front_port, bare=bare)
        report_load(report, seen, bare, name="SQLite", wanted=250)
    if not asked.hand_ins:
        measure_line(report)
    if not asked.no_postgres:
        measure_postgres(report)
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
