"""Callers whose sound stops, who wait too long, or whom an operator takes by hand, by real SIP."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.phone.configuration import LEG
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
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
from tests.phone.test_operators import WANTS_PERSON, Operator, bridged

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(400),
]

SILENT_SECONDS = 8
MESSAGE = "1"
NEW = ("new", "self", "")


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nobody_is_left(line: Line) -> Iterator[None]:
    yield
    for name in names(line):
        line.switch(f"channels/{name}", "DELETE")
    until(lambda: not names(line), 10)


@pytest.fixture
def operator(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator[Operator]:
    one = Operator(line, desk.seats(), tmp_path).is_ready()
    yield one
    one.sitting.leaves()


@pytest.fixture(scope="module")
def soon_cut(line: Line) -> Iterator[None]:
    """Let a call without sound be over soon."""
    line.begins_anew("phone", silent_seconds=str(SILENT_SECONDS))
    # What calls of before said is handed in by the process that has just begun.
    until(lambda: not talks(line), 60)
    yield
    line.begins_anew("phone", silent_seconds="180")


def names(line: Line) -> list[str]:
    return sorted(str(one["id"]) for one in line.switch("channels") or [])


def test_an_operator_takes_a_caller_by_hand(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    with caller(f"{WANTS_PERSON} 60.0").begun(line.sip_port) as calling:
        with operator.phone.ringing(line.sip_port):
            until(lambda: desk.state() == "ringing", 30)
            until(lambda: desk.state() == "waiting", 30)
        # By itself it would ring here only after a rest.
        begun = time.monotonic()
        with operator.phone.answering(line.sip_port, rings=0.1):
            operator.sitting.wishes("take")
            until(lambda: desk.state() == "talking", 10)
            assert time.monotonic() - begun < 4
            assert str(desk.call()["seat"]) == operator.sitting.seat
            operator.sitting.wishes("hang_up")
            until(lambda: operator.sitting.standing() == "wrapping", 10)
        calling.kill()


def test_nobody_takes_a_caller_who_talks_with_another(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 30.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        other = Operator(line, desk.seats(), operator.phone.folder).is_ready()
        other.sitting.wishes("take")
        time.sleep(2)
        assert desk.state() == "talking"
        assert str(desk.call()["seat"]) == operator.sitting.seat
        assert other.sitting.standing() == "free"
        other.sitting.leaves()
        calling.kill()


def test_who_waits_past_the_limit_is_offered_the_message_in_so_many_words(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    line.begins_anew("phone", longest_wait_minutes="1")
    until(operator.is_online, 10)
    before = len(arrivals(line))
    try:
        with Ears(line) as ears, operator.phone.answering(line.sip_port):
            talking = caller(f"{WANTS_PERSON} 150.0").begun(line.sip_port)
            until(lambda: desk.state() == "talking", 30)
            confirmed = "40.0 1 6.0 1 6.0 1 6.0 1 6.0 1"
            acts = f"{WANTS_PERSON} {confirmed} 30.0 {MESSAGE} {SPEAKS} {THEN_HASH} 3.0"
            with caller(acts, beside=1).begun(line.sip_port) as calling:
                until(lambda: desk.state() == "waiting", 30)
                until(lambda: ears.heard("phone.wait.place", place="1"), 60)
                until(lambda: ears.heard("phone.wait.long"), 110)
                told, _ = calling.communicate(timeout=120)
            assert calling.returncode == 0, told[-2000:]
            until(lambda: desk.state() == "over", 10)
            kinds = [kind for kind, _, _ in arrivals(line)[before:]]
            assert (kinds.count("new"), kinds.count("add")) == (2, 2)
            talking.kill()
    finally:
        line.begins_anew("phone", longest_wait_minutes="10")


@pytest.mark.usefixtures("soon_cut")
def test_a_call_whose_sound_stops_is_over_and_what_was_said_is_handed_in(
    line: Line, caller: Calls
) -> None:
    before = len(arrivals(line))
    acts = whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS)
    with caller(acts, stays=True).begun(line.sip_port) as calling:
        until(lambda: arrivals(line)[before:] == [NEW], 30)
        begun = time.monotonic()
        told, _ = calling.communicate(timeout=60)
    # It is over while its code is still being told, long before silence alone ends it.
    assert calling.returncode == 0, told[-2000:]
    assert SILENT_SECONDS - 3 < time.monotonic() - begun < SILENT_SECONDS + 12
    assert arrivals(line)[before:] == [NEW]
    until(lambda: not names(line), 10)


@pytest.mark.usefixtures("soon_cut")
def test_a_waiting_caller_whose_sound_stops_leaves_the_queue(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    before = len(arrivals(line))
    with (
        operator.phone.ringing(line.sip_port),
        caller(WANTS_PERSON, stays=True).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "ringing", 30)
        until(lambda: desk.state() == "over", 40)
        told, _ = calling.communicate(timeout=30)
        assert calling.returncode == 0, told[-2000:]
    assert operator.sitting.standing() == "free"
    assert arrivals(line)[before:] == [NEW]


@pytest.mark.usefixtures("soon_cut")
@pytest.mark.parametrize("sends", ["silence", "nothing"])
def test_a_caller_who_says_nothing_in_a_talk_is_not_cut_whatever_their_carrier_sends(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator, *, sends: str
) -> None:
    seconds = 4 * SILENT_SECONDS
    acts = f"{WANTS_PERSON} {'silence' if sends == 'silence' else ''} {seconds + 30}.0"
    until(operator.is_online, 20)
    with (
        operator.phone.answering(line.sip_port),
        caller(acts).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: bridged(line) == 2, 5)
        talked, came = time.monotonic(), came_from_caller(line)
        while time.monotonic() - talked < seconds:
            assert (desk.state(), bridged(line)) == ("talking", 2)
            time.sleep(1)
        assert (came_from_caller(line) > came) is (sends == "silence")
        until(lambda: desk.call()["soundless"] is (sends == "nothing"), 5)
        operator.sitting.wishes("hold")
        until(lambda: desk.state() == "held", 5)
        time.sleep(2 * SILENT_SECONDS)
        assert desk.state() == "held"
        operator.sitting.wishes("hang_up")
        until(lambda: operator.sitting.standing() == "wrapping", 10)
        calling.kill()


def test_an_operator_is_told_that_a_line_is_cut_as_often_as_it_is(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    acts = f"{WANTS_PERSON} 35.0 silence 90.0"
    until(operator.is_online, 20)
    with (
        operator.phone.answering(line.sip_port),
        caller(acts).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: desk.call()["soundless"], 40)
        until(lambda: not desk.call()["soundless"], 40)
        calling.kill()
        until(lambda: desk.call()["soundless"], 40)
        assert desk.state() == "talking"
        operator.sitting.wishes("hang_up")
        until(lambda: operator.sitting.standing() == "wrapping", 10)


def came_from_caller(line: Line) -> int:
    """Return how many packets of sound came from the only caller."""
    (call,) = [name for name in names(line) if not name.startswith(LEG)]
    return line.switch(f"channels/{call}/rtp_statistics")["rxcount"]
