"""Real calls by SIP: keys and voices over RTP, faults on the way, and what stands at the desk."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.programme.home import Home
from tests.front.chromium import chromium
from tests.phone.conftest import Calls, Line, until
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

ENGLISH, SAFE, ABOUT_ME, NO_NEEDS = "2.5 3", "1.5 1", "1.5 1", "1.5 6 0.6 #"
IN_DANGER = "1.5 1 0.6 #"
CODE = "13.0 1 1.5 1 1.5 1 1.5 1 1.5 1 11.0"
IN_DAYS = "2"
SPEAKS, THEN_HASH = "1.5 5 2.0 speak 4.0", "#"
NUMBER = "79995550137"


@pytest.fixture(scope="module")
def line(line_of_a_run: Line) -> Line:
    return line_of_a_run


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[Desk]:
    with chromium() as browser:
        yield Desk(product=line, browser=browser)


def arrivals(line: Line) -> list[tuple[str, str, str]]:
    """Return kind, request kind and urgency of what the line stored, as they lie in the clear."""
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT kind, request_kind, urgency FROM sc_arrival WHERE channel = 'phone'"
        return database.execute(f"{asked} ORDER BY rowid").fetchall()


def talks(line: Line) -> int:
    with sqlite3.connect(f"file:{line.home}/fleeting.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT (SELECT count(*) FROM sc_talk WHERE channel = 'phone')"
        return int(database.execute(f"{asked} + (SELECT count(*) FROM sc_address)").fetchone()[0])


def voices_on_the_switch(line: Line) -> list[Path]:
    spool = Home(root=line.home).switch_in_memory / "spool"
    return [path for path in spool.rglob("*") if path.is_file()]


def whole(*acts: str) -> str:
    return " ".join(acts)


@pytest.mark.browser
def test_a_call_ends_with_a_code_and_stands_at_the_desk_with_its_voice(
    line: Line, caller: Calls, desk: Desk
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS, CODE, IN_DAYS, SPEAKS, THEN_HASH)
    done = caller(acts, stays=True, number=NUMBER).call(line.sip_port)
    assert done.returncode == 0, done.stdout[-2000:]
    kinds = sorted(arrivals(line)[before:])
    assert kinds == [("add", "", ""), ("add", "", ""), ("new", "self", "")]
    assert not voices_on_the_switch(line)
    until(lambda: not talks(line), 5)
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        page.locator(".row", has_text="Line").first.click()
        expect(page.locator("main")).to_contain_text("In the next days", timeout=15_000)
        expect(page.locator("main")).to_contain_text("[voice message]")


def test_of_the_number_that_called_nothing_is_written_anywhere(line: Line, caller: Calls) -> None:
    caller(whole(ENGLISH, SAFE, ABOUT_ME), number=NUMBER).call(line.sip_port)
    folders = (line.home, Home(root=line.home).switch_in_memory)
    written = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in (*written, line.log) if NUMBER.encode() in path.read_bytes()]


@pytest.mark.long
@pytest.mark.parametrize(
    ("acts", "kept"),
    [
        (whole(ENGLISH, SAFE, "1.0"), []),
        (whole(ENGLISH, SAFE, ABOUT_ME, "1.0"), [("new", "self", "")]),
        (whole(ENGLISH, SAFE, ABOUT_ME, IN_DANGER, "1.0"), [("new", "self", "danger_now")]),
        (
            whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS, CODE, IN_DAYS, SPEAKS),
            [("add", "", ""), ("add", "", ""), ("new", "self", "")],
        ),
    ],
    ids=["before anything", "after a first answer", "in danger", "while speaking"],
)
def test_who_hangs_up_has_handed_in_what_they_said(
    line: Line, caller: Calls, acts: str, kept: list[tuple[str, str, str]]
) -> None:
    before = len(arrivals(line))
    assert caller(acts).call(line.sip_port).returncode == 0
    until(lambda: not talks(line), 15)
    assert sorted(arrivals(line)[before:]) == kept
    assert not voices_on_the_switch(line)


def test_twenty_callers_at_once_are_all_heard(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    acts = whole("4.0 3", "4.0 1", "4.0 1", "4.0 6 1.0 #", "4.0")
    assert caller(acts, times=20, a_second=10).call(line.sip_port).returncode == 0
    until(lambda: not talks(line), 60)
    assert arrivals(line)[before:] == [("new", "self", "")] * 20


def test_a_key_pressed_twice_is_one_answer(line: Line, caller: Calls) -> None:
    before = len(arrivals(line))
    caller(whole("2.5 3 1.5 1 0.12 1 1.0")).call(line.sip_port)
    until(lambda: not talks(line), 15)
    assert arrivals(line)[before:] == []


def test_a_call_is_picked_up_when_the_process_of_the_line_was_killed(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, ABOUT_ME, "12.0 6 0.6 # 2.0")
    with caller(acts).begun(line.sip_port) as calling:
        time.sleep(7)
        line.kill("phone")
        calling.communicate(timeout=60)
    assert calling.returncode == 0
    until(lambda: arrivals(line)[before:] == [("new", "self", "")], 20)
    until(lambda: not talks(line), 30)


def test_after_the_switch_was_killed_it_answers_again_and_nothing_said_is_lost(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, ABOUT_ME, "20.0")
    with caller(acts).begun(line.sip_port) as calling:
        time.sleep(7)
        for pid in line.pids("switch"):
            os.kill(pid, signal.SIGKILL)
        until(lambda: arrivals(line)[before:] == [("new", "self", "")], 20)
        calling.kill()
    until(lambda: line.applications() == ["safeconduct"], 30)
    assert caller(whole(ENGLISH, SAFE, ABOUT_ME, "1.0")).call(line.sip_port).returncode == 0
    until(lambda: len(arrivals(line)) == before + 2, 15)


def test_who_calls_while_the_process_of_the_line_is_away_hears_ringing_until_it_is_back(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    line.kill("phone")
    until(lambda: line.applications() == [], 10)
    called = caller(whole(ENGLISH, SAFE, ABOUT_ME, "1.0")).call(line.sip_port)
    assert called.returncode == 0
    until(lambda: arrivals(line)[before:] == [("new", "self", "")], 20)


@pytest.mark.long
def test_a_voice_is_kept_when_the_process_of_the_line_is_killed_meanwhile(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, "1.5 4", NO_NEEDS, CODE, "1.5 5 2.0 speak 12.0")
    with caller(acts).begun(line.sip_port) as calling:
        until(lambda: voices_on_the_switch(line), 60)
        time.sleep(3)
        line.kill("phone")
        calling.communicate(timeout=60)
    until(lambda: not voices_on_the_switch(line), 30)
    until(lambda: not talks(line), 30)
    kinds = [kind for kind, _, _ in arrivals(line)[before:]]
    assert kinds.count("new") == 1
    assert kinds.count("add") >= 2
