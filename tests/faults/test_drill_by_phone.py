"""The drill with the line: callers by real SIP, found at the desk by what they said, answered."""

import shutil
import sqlite3
import time
from collections.abc import Iterator

import pytest

from safeconduct.drill.ways import ways_of
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.faults.conftest import Drilled
from tests.faults.test_drill import drop_one
from tests.phone.conftest import Line

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]

SITE_AND_PHONE = ("site", "phone")
ALL = ("site", "telegram", "phone")
LONGEST = 600.0
NOBODY_GIVES_UP = "3"
"""The seed of a mix in which everybody leaves a message."""


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    with Line() as running:
        running.wait_for_prompts()
        yield running
    shutil.rmtree(Home(root=running.home).switch_in_memory)


@pytest.fixture
def restored(line: Line) -> Iterator[None]:
    """Take the sabotage away again: this line serves the next test too."""
    yield
    with sqlite3.connect(line.home / "main.sqlite3", timeout=20) as database:
        database.executescript(
            "DROP TRIGGER IF EXISTS sabotage; DROP TABLE IF EXISTS sabotage_left;"
        )


def drilled(line: Line, channels: tuple[str, ...], *words: str) -> Drilled:
    return Drilled(line, "--channels", ",".join(channels), *words)


def test_callers_are_found_by_their_voice_and_hear_the_answer(line: Line) -> None:
    words = ("--contacts", "4", "--rate", "4", "--patience", "150", "--seed", NOBODY_GIVES_UP)
    status, seen = drilled(line, SITE_AND_PHONE, *words).seen(LONGEST)
    assert (status, seen["who_was_lost"], seen["gave_up"]) == (0, [], 0)
    assert set(seen["ways"]) == {way.name for way in ways_of(SITE_AND_PHONE)[:4]}
    assert seen["channels"]["phone"]["read_back"] == 2


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("sc_arrival", "NEW.channel = 'phone' AND NEW.kind = 'new'"),
        ("sc_requester_copy", "NEW.kind = 'reply'"),
    ],
    ids=["one arrival", "one reply"],
)
def test_the_drill_fails_when_one_thing_of_a_call_is_dropped(
    line: Line, restored: None, table: str, what: str
) -> None:
    drop_one(line, table, what)
    status, seen = drilled(line, ("phone",), "--contacts", "2", "--patience", "60").seen(LONGEST)
    assert status == 1
    assert seen["lost"] == 1


def test_sixty_people_on_three_channels_lose_nothing_while_the_line_is_killed(line: Line) -> None:
    before = line.pids("phone")
    drill = drilled(line, ALL, "--contacts", "60", "--rate", "2", "--patience", "240", "--faults")
    while not drill.over and line.pids("phone") in (before, []):
        time.sleep(0.5)
    status, seen = drill.seen(LONGEST)
    assert line.pids("phone") != before
    assert (seen["who_was_lost"], seen["left_on_screen"]) == ([], 0)
    assert status == 0
    assert set(seen["ways"]) == {way.name for way in ways_of(ALL)}
    assert line.run("verify-log").returncode == 0


def test_without_a_line_no_drill_goes_by_phone(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(line.environment, "ARI_PORT", "1")
    refused = line.run("drill", "--channels", "phone", "--contacts", "1")
    assert refused.returncode == 2
    assert "no line answers here" in refused.stderr
