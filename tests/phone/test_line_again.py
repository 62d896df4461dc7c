"""Real calls by SIP of people who were there before: with a code, to be called back, in silence."""

import re
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.domain.return_digits import digit_runs
from safeconduct.programme.home import Home
from tests.front.chromium import chromium
from tests.phone.conftest import Calls, Line, until
from tests.phone.test_line import (
    CODE,
    ENGLISH,
    NUMBER,
    SAFE,
    arrivals,
    talks,
    voices_on_the_switch,
    whole,
)
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

SAFE_WITH_CODE = "1.5 3"
ANSWER = "Wait for the night. Come without a weapon."


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[Desk]:
    with chromium() as browser:
        yield Desk(product=line, browser=browser)


def code_keys(digits: str, *, slips: bool = False) -> str:
    """Return the acts that type a code; with a slip the second group is typed wrongly first."""
    run = "".join(digit_runs(digits))
    groups = [run[at : at + 6] for at in range(0, 30, 6)]
    if slips:
        wrong = groups[1][:-1] + str((int(groups[1][-1]) + 1) % 10)
        groups.insert(1, wrong)
    return " 1.6 ".join(" 0.25 ".join(group) for group in groups)


def read_answers(line: Line) -> int:
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT count(*) FROM sc_requester_copy WHERE kind = 'reply' AND read_at NOTNULL"
        return int(database.execute(asked).fetchone()[0])


def said_aloud(line: Line) -> list[Path]:
    return list((Home(root=line.home).switch_in_memory / "aloud").rglob("*.wav"))


def answer(desk: Desk, marker: str) -> None:
    """Answer the case whose words hold the marker, as Alice does at the desk."""
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        for row in page.locator(".row[href], .row a").all():
            row.click()
            if marker in page.inner_text("main"):
                page.fill("#reply-words", ANSWER)
                page.click(".as-reply button")
                expect(page.locator("main")).to_contain_text(ANSWER, timeout=15_000)
                return
            page.goto("/queue/")
    raise AssertionError("the case is not in the queue")


@pytest.mark.browser
def test_a_case_of_the_site_is_continued_by_phone_with_its_code(
    line: Line, caller: Calls, desk: Desk
) -> None:
    digits = desk.somebody_asks("Continue by phone.")
    answer(desk, "Continue by phone.")
    heard: set[str] = set()
    listening = threading.Event()

    def listen() -> None:
        while not listening.is_set():
            heard.update(path.name for path in said_aloud(line))
            time.sleep(0.02)

    watch = threading.Thread(target=listen)
    watch.start()
    before = len(arrivals(line))
    acts = whole(
        ENGLISH, SAFE_WITH_CODE, "2.5", code_keys(digits, slips=True), "6.0 1 12.0 1",
        "1.5 2 5.0 speak 4.0 #",
    )  # fmt: skip
    done = caller(acts, stays=True, number=NUMBER).call(line.sip_port)
    listening.set()
    watch.join()
    assert done.returncode == 0, done.stdout[-2000:]
    assert read_answers(line) == 1
    assert heard
    assert not said_aloud(line)
    assert sorted(arrivals(line)[before:]) == [("add", "", ""), ("add", "", "")]
    until(lambda: not talks(line), 15)
    assert not voices_on_the_switch(line)
    for folder in (line.home, Home(root=line.home).switch_in_memory):
        for path in folder.rglob("*"):
            if path.is_file():
                assert b"Wait for the night" not in path.read_bytes(), path


def test_who_cannot_listen_now_leaves_the_answer_closed(
    line: Line, caller: Calls, desk: Desk
) -> None:
    digits = desk.somebody_asks("Not now, please.")
    answer(desk, "Not now, please.")
    before = read_answers(line)
    acts = whole(ENGLISH, SAFE_WITH_CODE, "2.5", code_keys(digits), "6.0 2 4.0 1")
    assert caller(acts, stays=True).call(line.sip_port).returncode == 0
    assert read_answers(line) == before
    assert ANSWER in desk.what_waits(digits)


@pytest.mark.browser
def test_who_asks_to_be_called_back_is_at_the_desk_and_the_number_nowhere_else(
    line: Line, caller: Calls, desk: Desk
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, "1.5 5", "1.5 1", "1.5 3", "1.5 1", CODE)
    assert caller(acts, stays=True, number=NUMBER).call(line.sip_port).returncode == 0
    until(lambda: arrivals(line)[before:] == [("new", "callback", "")], 15)
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        page.locator(".row", has_text="Line").first.click()
        expect(page.locator("body")).to_contain_text("in the evening", timeout=15_000)
        assert re.search(r"•+37", page.inner_text("body"))
        assert NUMBER not in page.content()
    for folder in (line.home, Home(root=line.home).switch_in_memory):
        for path in folder.rglob("*"):
            if path.is_file():
                assert NUMBER.encode() not in path.read_bytes(), path


def test_who_calls_in_silence_again_and_again_is_answered_later_and_never_shut_out(
    line: Line, caller: Calls
) -> None:
    silent = "79000009999"
    for _ in range(5):
        assert caller("0.5", number=silent).call(line.sip_port).returncode == 0
    begun = time.monotonic()
    assert caller("0.5", number=silent).call(line.sip_port).returncode == 0
    assert 4 <= time.monotonic() - begun < 20
    begun = time.monotonic()
    assert caller("0.5", number="79000008888").call(line.sip_port).returncode == 0
    assert time.monotonic() - begun < 4


def test_a_line_that_begins_anew_still_knows_who_called_in_silence(
    line: Line, caller: Calls
) -> None:
    silent = "79000007777"
    for _ in range(5):
        assert caller("0.5", number=silent).call(line.sip_port).returncode == 0
    # It is told to the next process, and to other nodes, three times a minute.
    time.sleep(22)
    line.begins_anew("phone")
    time.sleep(2)
    begun = time.monotonic()
    assert caller("0.5", number=silent).call(line.sip_port).returncode == 0
    assert 4 <= time.monotonic() - begun < 20


def test_a_call_from_the_terminal_is_shown_as_text_and_typed(line: Line) -> None:
    with subprocess.Popen(
        line.command("talk", "report", "--as", "phone", "--live", "--lang", "en"),
        env=line.environment, text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as terminal:  # fmt: skip
        assert terminal.stdin
        assert terminal.stdout
        shown = iter(terminal.stdout)
        types = {
            "Українська мова": "3",
            "Is it safe for you to talk now?": "1",
            "Who is this about?": "1",
            "What should we know at once?": "6#",
            "Group 1.": "",
        }
        for words, keys in types.items():
            assert any(words in line_shown for line_shown in shown), words
            if keys:
                time.sleep(0.6)
                terminal.stdin.write(f"{keys}\n")
        terminal.stdin.close()
        terminal.wait(20)
    assert terminal.returncode == 0
    until(lambda: ("new", "self", "") in arrivals(line), 10)
