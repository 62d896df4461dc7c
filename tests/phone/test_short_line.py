"""Short numbers and abusive callers by real SIP: back to a person, to the same case, and slower."""

import sqlite3
import time
from pathlib import Path

import pytest

from safeconduct.domain.short_number import number_of
from safeconduct.programme.home import Home
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.test_line import (
    ABOUT_ME,
    ENGLISH,
    NO_NEEDS,
    SAFE,
    SPEAKS,
    THEN_HASH,
    arrivals,
    talks,
    whole,
)
from tests.phone.test_line_again import SAFE_WITH_CODE
from tests.phone.test_operators import (
    WANTS_PERSON,
    Operator,
    Seated,
    desk,
    nobody_else_waits,
    operator,
    seated,
)

__all__ = ["desk", "nobody_else_waits", "operator", "seated"]

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

NO_PEN = "2.0 9"
GUESSER, RUDE = "79990000007", "79990000009"
RINGS_AT_LEAST = 3.5


def typed(number: str) -> str:
    return " 0.25 ".join(number)


def first_arrivals(line: Line) -> list[str]:
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        rows = database.execute("SELECT id FROM sc_arrival WHERE kind = 'new' ORDER BY rowid")
        return [row[0].replace("-", "") for row in rows]


def on_disk(line: Line, word: str) -> list[Path]:
    folders = (line.home, Home(root=line.home).switch_in_memory)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in (*files, line.log) if word.encode() in path.read_bytes()]


@pytest.fixture
def issued(line: Line, caller: Calls, desk: AtDesk) -> str:
    """Return a short number that a real caller was told."""
    acts = whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS, NO_PEN, "20.0 1 1.0")
    with caller(acts).begun(line.sip_port) as calling:
        until(desk.short_number, 30)
        number = desk.short_number()
        calling.communicate(timeout=90)
    assert calling.returncode == 0
    until(lambda: not talks(line), 15)
    return number


@pytest.mark.long
def test_who_had_no_pen_is_back_at_their_case_and_leaves_a_message(
    line: Line, caller: Calls, issued: str
) -> None:
    before = len(arrivals(line))
    acts = whole(
        ENGLISH, SAFE_WITH_CODE, "2.5", typed(issued), "4.0 1", NO_NEEDS, SPEAKS, THEN_HASH
    )
    assert caller(acts, stays=True).call(line.sip_port).returncode == 0
    assert sorted(arrivals(line)[before:]) == [("add", "", ""), ("add", "", "")]
    assert not on_disk(line, issued)


@pytest.mark.long
def test_an_operator_gets_them_on_the_same_case(
    caller: Calls, desk: AtDesk, issued: str, operator: Operator
) -> None:
    line = operator.is_ready().line
    acts = whole(ENGLISH, SAFE_WITH_CODE, "2.5", typed(issued), "14.0")
    with (
        operator.phone.answering(line.sip_port),
        caller(acts).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 40)
        calling.communicate(timeout=60)
    call = desk.call()
    assert call["by_short_number"]
    assert call["arrival"].replace("-", "") == first_arrivals(line)[-1]


@pytest.mark.long
def test_while_they_wait_for_a_person_it_is_told_in_place_of_the_code(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    acts = whole(WANTS_PERSON, "20.0 9 2.0 9 2.0 9 16.0 1 6.0")
    with operator.phone.ringing(line.sip_port), caller(acts).begun(line.sip_port) as calling:
        until(lambda: desk.state() == "ringing", 30)
        until(desk.short_number, 60)
        assert desk.call()["ended_at"] is None
        calling.communicate(timeout=120)
    assert desk.call()["code_told"]


@pytest.mark.long
def test_three_wrong_ones_and_an_old_one_end_with_a_message_and_are_slowed(
    line: Line, caller: Calls, desk: AtDesk, issued: str
) -> None:
    desk.does("short_numbers_expire")
    wrong = [issued, number_of(b"one"), number_of(b"two")]
    acts = whole(ENGLISH, SAFE_WITH_CODE, "2.5", *(f"{typed(one)} 3.0" for one in wrong), "1.0")
    before, asked = len(arrivals(line)), len(desk.calls())
    for _ in range(2):
        assert caller(acts, number=GUESSER).call(line.sip_port).returncode == 0
        until(lambda: not talks(line), 15)
    assert arrivals(line)[before:] == [("new", "question", "")] * 2
    assert len(desk.calls()) == asked
    assert rings_for(line, caller, GUESSER) > RINGS_AT_LEAST
    assert rings_for(line, caller, "79990000008") < RINGS_AT_LEAST


def rings_for(line: Line, caller: Calls, number: str) -> float:
    """Return how long a call of this number rings, and then says one second of nothing."""
    began = time.monotonic()
    assert caller("1.0 1", number=number).call(line.sip_port).returncode == 0
    return time.monotonic() - began - 1.0


@pytest.mark.long
def test_after_three_abusive_talks_a_number_waits_though_somebody_is_free_and_danger_does_not(
    line: Line, caller: Calls, desk: AtDesk, seated: Seated
) -> None:
    one, before = seated().is_ready(), desk.does("caller_marks")
    for talk in range(3):
        with (
            one.phone.answering(line.sip_port),
            caller(f"{WANTS_PERSON} 8.0", number=RUDE).begun(line.sip_port) as calling,
        ):
            until(lambda: desk.state() == "talking", 30)
            calling.communicate(timeout=60)
        until(lambda: one.sitting.standing() == "wrapping", 10)
        assert one.sitting.wraps_up("abusive")
        until(lambda wanted=talk + 1: desk.does("abusive_talks") == wanted, 90)
    assert desk.does("caller_marks") == before
    acts = f"{WANTS_PERSON} 12.0"
    with (
        one.phone.answering(line.sip_port),
        caller(acts, number=RUDE).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "waiting", 30)
        calling.communicate(timeout=60)
        assert desk.state() in {"waiting", "over"}
        assert desk.call()["answered_at"] is None
    danger = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 1 0.6 # 10.0 0 12.0"
    with (
        one.phone.answering(line.sip_port),
        caller(danger, number=RUDE).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 60)
        calling.communicate(timeout=60)
    assert not on_disk(line, RUDE)
