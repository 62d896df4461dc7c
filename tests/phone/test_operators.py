"""Callers who want a person, by real SIP: they wait, it rings, two talk; and every way it ends."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.phone.at_desk import AtDesk, Sitting
from tests.phone.conftest import Calls, Line, until
from tests.phone.desk_phone import DeskPhone
from tests.phone.ears import Ears
from tests.phone.test_line import (
    CODE,
    IN_DAYS,
    NO_NEEDS,
    SPEAKS,
    THEN_HASH,
    arrivals,
    whole,
)
from tests.phone.traces import Traces
from tests.postgres_server import free_port

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

ENGLISH, SAFE, ABOUT_ME = "2.5 3", "1.5 1", "1.5 1"
WANTS_PERSON = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 0 0.6 #"
NO_CALL_BACK = "2.5 1"
VOICE_BYTES = 10_000
"""What is told by keys alone is far shorter."""


@pytest.fixture(scope="module")
def line(line_of_a_run: Line) -> Line:
    return line_of_a_run


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nobody_else_waits(line: Line) -> Iterator[None]:
    """Hang up what a test left: a caller who was killed says no goodbye and would wait on."""
    yield
    for name in names(line):
        line.switch(f"channels/{name}", "DELETE")
    until(lambda: not names(line), 10)


@pytest.fixture
def seated(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator["Seated"]:
    """Return a maker of operators on duty; they all leave in the end."""
    made = []

    def another(language: str = "en") -> Operator:
        made.append(Operator(line, desk.seats(languages=(language,)), tmp_path))
        return made[-1]

    yield another
    for one in made:
        one.sitting.leaves()


@pytest.fixture
def operator(seated: "Seated") -> "Operator":
    return seated()


class Operator:
    """A seat and the desk phone on it."""

    def __init__(self, line: Line, sitting: Sitting, folder: Path) -> None:
        self.line, self.sitting = line, sitting
        self.phone = DeskPhone(
            name=sitting.name, password=sitting.password, folder=folder,
            media=free_port() // 2 * 2,
        )  # fmt: skip

    def phone_ready(self) -> DeskPhone:
        until(lambda: self.phone.registers(self.line.sip_port), 10)
        return self.phone

    def is_ready(self) -> "Operator":
        self.phone_ready()
        self.sitting.ready()
        until(self.is_online, 5)
        time.sleep(1.2)
        return self

    def is_online(self) -> bool:
        found = self.line.switch(f"endpoints/PJSIP/{self.sitting.name}")
        return isinstance(found, dict) and found["state"] == "online"


Seated = Callable[..., Operator]


def names(line: Line) -> list[str]:
    return sorted(str(one["id"]) for one in line.switch("channels") or [])


def bridged(line: Line) -> int:
    """Return how many hear each other in the talk."""
    found = line.switch("bridges") or []
    return sum(len(one["channels"]) for one in found if str(one["id"]).startswith("talk-"))


def sounds(line: Line) -> list[tuple[int, int]]:
    """Return how many packets of sound came and went for each who hears the other in the talk."""
    bridges = [one for one in line.switch("bridges") or [] if str(one["id"]).startswith("talk-")]
    channels = [channel for one in bridges for channel in one["channels"]]
    found = [line.switch(f"channels/{one}/rtp_statistics") for one in channels]
    return [(one["rxcount"], one["txcount"]) for one in found if one]


def voices(line: Line) -> int:
    """Return how many spoken messages were handed in so far."""
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT count(*) FROM sc_arrival WHERE channel = 'phone' AND length(body) > ?"
        return int(database.execute(asked, [VOICE_BYTES]).fetchone()[0])


def heard_both_ways(line: Line) -> bool:
    heard = sounds(line)
    return len(heard) == 2 and all(came > 50 and went > 50 for came, went in heard)


def test_a_caller_waits_talks_and_is_heard_and_the_operator_wraps_up(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 4.0 speak 12.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        assert operator.sitting.standing() == "talking"
        until(lambda: heard_both_ways(line), 15)
        calling.communicate(timeout=60)
    assert calling.returncode == 0
    until(lambda: desk.state() == "over", 10)
    assert operator.sitting.standing() == "wrapping"
    assert desk.call()["arrival"]
    assert operator.sitting.wraps_up("about_self")
    assert operator.sitting.standing() == "free"
    assert desk.call()["outcome"] == "about_self"


def test_nothing_of_a_talk_is_recorded_and_a_recording_would_be_seen(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    before = voices(line)
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 4.0 speak 20.0").begun(line.sip_port) as calling,
        Ears(line) as ears,
    ):
        until(lambda: desk.state() == "ringing", 30)
        traces = Traces(line)
        until(lambda: desk.state() == "talking", 10)
        until(lambda: heard_both_ways(line), 15)
        is_held(desk, operator, ears)
        operator.sitting.wishes("resume")
        until(lambda: desk.state() == "talking", 5)
        assert traces.new() == set()
        assert ears.recorded == []

        (talk,) = (one["id"] for one in line.switch("bridges") if str(one["id"])[:5] == "talk-")
        line.switch(f"bridges/{talk}/record?name=ours&format=wav", "POST")
        until(lambda: set(ears.recorded) == {f"bridge:{talk}"}, 5)
        until(lambda: "stored ours" in traces.new(), 5)
        on_disk = next(one for one in traces.new() if one.startswith("/"))
        assert f"open {on_disk}" in traces.new()
        line.switch("recordings/live/ours", "DELETE")
        until(lambda: traces.new() == set(), 5)

        operator.sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 10)
        calling.communicate(timeout=60)
    assert traces.new() == set()
    assert set(ears.recorded) == {f"bridge:{talk}"}
    assert desk.call()["arrival"]
    assert voices(line) == before


@pytest.mark.long
def test_who_is_in_danger_is_rung_before_who_asked_earlier(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    in_danger = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 1 0.6 # 3.0 0 60.0"
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 40.0").begun(line.sip_port) as first,
    ):
        until(lambda: desk.state() == "talking", 30)
        waiting = [caller(f"{WANTS_PERSON} 60.0").begun(line.sip_port)]
        until(lambda: desk.state() == "waiting", 30)
        waiting.append(caller(in_danger).begun(line.sip_port))
        until(lambda: desk.call()["urgent"] == "danger_now", 60)
        first.communicate(timeout=90)
        until(lambda: operator.sitting.standing() == "wrapping", 10)
        before = [call["id"] for call in desk.calls()[-3:]]
        desk.does("wrap_up", call=before[0], member=operator.sitting.member, outcome="thanks")
        until(lambda: desk.state() == "talking", 15)
        assert [call["state"] for call in desk.calls()[-3:]] == ["over", "waiting", "talking"]
        for one in waiting:
            one.kill()


@pytest.mark.long
def test_who_asked_for_a_person_before_anything_names_a_wound_while_they_wait(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    acts = f"{ENGLISH} 1.5 0 6.0 3 1.5 2 0.6 # 30.0"
    with (
        operator.phone.ringing(line.sip_port),
        Ears(line) as ears,
        caller(acts).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "ringing", 30)
        assert desk.call()["urgent"] == ""
        until(lambda: desk.call()["urgent"] == "wounded", 30)
        until(lambda: arrivals(line)[-1] == ("add", "", "wounded"), 10)
        until(lambda: ears.heard("crisis.severe_wound"), 10)
        calling.kill()


def test_where_nobody_is_on_duty_a_caller_is_told_so_and_waits_for_nobody(
    line: Line, caller: Calls, desk: AtDesk
) -> None:
    before = len(desk.calls())
    with Ears(line) as ears:
        acts = f"{WANTS_PERSON} {NO_CALL_BACK} 3.0"
        assert caller(acts).call(line.sip_port).returncode == 0
        assert ears.heard("phone.no_person.offer")
        assert ears.heard("phone.no_person")
    assert len(desk.calls()) == before


@pytest.mark.long
def test_where_nobody_is_on_duty_a_caller_leaves_a_message(line: Line, caller: Calls) -> None:
    before = voices(line)
    acts = whole(WANTS_PERSON, NO_CALL_BACK, NO_NEEDS, CODE, IN_DAYS, SPEAKS, THEN_HASH, "3.0")
    assert caller(acts).call(line.sip_port).returncode == 0
    until(lambda: voices(line) == before + 1, 20)


@pytest.mark.long
def test_nobody_registers_without_the_seats_own_password(
    line: Line, operator: Operator, tmp_path: Path
) -> None:
    until(lambda: operator.phone.registers(line.sip_port), 10)
    wrong = replace(operator.phone, password="guessed", port=free_port())
    assert not wrong.registers(line.sip_port)
    unknown = replace(operator.phone, name="0" * 24, port=free_port())
    assert not unknown.registers(line.sip_port)


@pytest.mark.long
def test_a_seat_that_is_left_registers_no_more(line: Line, operator: Operator) -> None:
    until(lambda: operator.phone.registers(line.sip_port), 10)
    operator.sitting.leaves()
    until(lambda: line.switch(f"endpoints/PJSIP/{operator.sitting.name}") is None, 5)
    assert not operator.phone.registers(line.sip_port)


@pytest.mark.long
def test_who_is_not_picked_up_goes_on_waiting_and_can_leave_a_message(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    before = voices(line)
    # They confirm the code, which is told while they wait, and press one for the message.
    confirm = "33.0 1 1.5 1 1.5 1 1.5 1 1.5 1 11.0"
    acts = whole(WANTS_PERSON, confirm, "1", SPEAKS, THEN_HASH, "3.0")
    with operator.phone.ringing(line.sip_port), caller(acts).begun(line.sip_port) as calling:
        until(lambda: desk.state() == "ringing", 30)
        assert operator.sitting.standing() == "ringing"
        until(lambda: desk.state() == "waiting", 30)
        calling.communicate(timeout=180)
    until(lambda: desk.state() == "over", 10)
    assert operator.sitting.standing() == "free"
    until(lambda: voices(line) == before + 1, 20)


@pytest.mark.long
def test_who_hangs_up_while_it_rings_frees_the_seat(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.ringing(line.sip_port),
        caller(f"{WANTS_PERSON} 3.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "ringing", 30)
        calling.communicate(timeout=60)
        until(lambda: desk.state() == "over", 10)
    assert operator.sitting.standing() == "free"


@pytest.mark.long
def test_a_caller_whose_operator_is_lost_goes_to_the_front_and_is_answered_by_another(
    line: Line, caller: Calls, desk: AtDesk, seated: Seated
) -> None:
    operator = seated()
    operator.is_ready()
    with caller(f"{WANTS_PERSON} 60.0").begun(line.sip_port) as calling:
        with operator.phone.answering(line.sip_port):
            until(lambda: desk.state() == "talking", 30)
        # The telephone is dead: it sends no sound, and no goodbye.
        until(lambda: desk.call()["dropped"], 60)
        assert operator.sitting.standing() == "away"
        other = seated().is_ready()
        with other.phone.answering(line.sip_port):
            until(lambda: desk.state() == "talking", 30)
            # A caller whose line is cut in a talk is their operator's to end: nobody is there.
            calling.kill()
            other.sitting.wishes("hang_up")
            until(lambda: desk.state() == "over", 10)


def test_the_talk_goes_on_when_the_process_of_the_line_is_killed(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 30.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        channels = names(line)
        line.kill("phone")
        # Before anybody there knows of the talk: a wish waits until somebody does.
        operator.sitting.wishes("hold")
        until(lambda: line.applications() == ["safeconduct"], 20)
        until(lambda: desk.state() == "held", 10)
        assert names(line) == channels
        operator.sitting.wishes("resume")
        until(lambda: desk.state() == "talking", 10)
        operator.sitting.wishes("hang_up")
        until(lambda: operator.sitting.standing() == "wrapping", 10)
        calling.kill()


@pytest.mark.long
def test_a_held_caller_hears_music_and_comes_back(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 20.0").begun(line.sip_port) as calling,
        Ears(line) as ears,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: bridged(line) == 2, 5)
        is_held(desk, operator, ears)
        until(lambda: bridged(line) == 1, 5)
        operator.sitting.wishes("resume")
        until(lambda: desk.state() == "talking", 5)
        until(lambda: bridged(line) == 2, 5)
        operator.sitting.wishes("hang_up")
        calling.kill()
        until(lambda: desk.state() == "over", 10)


def test_a_caller_is_put_through_once_the_two_have_talked(
    line: Line, caller: Calls, desk: AtDesk, seated: Seated
) -> None:
    operator = seated()
    operator.is_ready()
    other = seated("uk")
    with (
        operator.phone.answering(line.sip_port),
        other.phone_ready().answering(line.sip_port),
        caller(f"{WANTS_PERSON} 30.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        other.sitting.ready()
        time.sleep(1.2)
        operator.sitting.wishes("put_through", other.sitting)
        until(lambda: other.sitting.standing() == "talking", 10)
        assert desk.state() == "held"
        until(lambda: bridged(line) == 2, 5)
        operator.sitting.wishes("whisper_done")
        until(lambda: operator.sitting.standing() == "free", 5)
        assert desk.state() == "talking"
        assert str(desk.call()["seat"]) == other.sitting.seat
        until(lambda: bridged(line) == 2, 5)
        other.sitting.wishes("hang_up")
        until(lambda: other.sitting.standing() == "wrapping", 5)
        calling.kill()


@pytest.mark.long
def test_a_third_is_brought_in_and_a_supervisor_hears_unheard(
    line: Line, caller: Calls, desk: AtDesk, seated: Seated
) -> None:
    operator = seated()
    operator.is_ready()
    third, lead = (seated("uk") for _ in range(2))
    with (
        operator.phone.answering(line.sip_port),
        third.phone_ready().answering(line.sip_port),
        lead.phone_ready().answering(line.sip_port),
        caller(f"{WANTS_PERSON} 30.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        third.sitting.ready()
        lead.sitting.ready()
        time.sleep(1.2)
        operator.sitting.wishes("bring_in", third.sitting)
        until(lambda: third.sitting.standing() == "talking", 10)
        until(lambda: bridged(line) == 3, 5)
        lead.sitting.wishes("listen", operator.sitting)
        until(lambda: lead.sitting.standing() == "talking", 10)
        until(lambda: hears(line, lead), 5)
        # Their voice goes to an ear that nobody hears, and to no other.
        assert bridged(line) == 3
        operator.sitting.wishes("let_go", third.sitting)
        until(lambda: third.sitting.standing() == "free", 5)
        until(lambda: bridged(line) == 2, 5)
        operator.sitting.wishes("hang_up")
        until(lambda: lead.sitting.standing() == "free", 5)
        calling.kill()


@pytest.mark.long
def test_when_the_switch_dies_the_talk_is_over_and_the_rows_say_so(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 30.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        for pid in line.pids("switch"):
            os.kill(pid, signal.SIGKILL)
        until(lambda: desk.state() == "over", 20)
        assert operator.sitting.standing() == "wrapping"
        calling.kill()
    until(lambda: line.applications() == ["safeconduct"], 30)
    until(lambda: operator.phone.registers(line.sip_port), 10)


def hears(line: Line, lead: Operator) -> bool:
    """Say whether sound goes to who listens, by an ear that they share with nobody."""
    found = [one["channels"] for one in line.switch("bridges") if str(one["id"]).startswith("ear-")]
    if len(found) != 1 or len(found[0]) != 2:
        return False
    told = {name: line.switch(f"channels/{name}") for name in found[0]}
    (leg,) = (name for name, one in told.items() if lead.sitting.name in str(one["name"]))
    (ear,) = (one for name, one in told.items() if name != leg)
    assert str(ear["name"]).startswith("Snoop/")
    return line.switch(f"channels/{leg}/rtp_statistics")["txcount"] > 100


def is_held(desk: AtDesk, operator: Operator, ears: Ears) -> None:
    """Put the caller on hold, and hear that the music has begun."""
    ears.media.clear()
    operator.sitting.wishes("hold")
    until(lambda: desk.state() == "held", 5)
    until(ears.heard_music, 5)


@pytest.mark.long
def test_a_held_caller_whose_operator_hangs_up_hears_so_at_once(
    line: Line, caller: Calls, desk: AtDesk, operator: Operator
) -> None:
    operator.is_ready()
    with (
        operator.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 5.0", stays=True).begun(line.sip_port) as calling,
        Ears(line) as ears,
    ):
        until(lambda: desk.state() == "talking", 30)
        is_held(desk, operator, ears)
        operator.sitting.wishes("hang_up")
        until(lambda: ears.heard("phone.talked_end") or ears.heard("phone.code"), 5)
        calling.kill()
    until(lambda: desk.state() == "over", 10)


@pytest.mark.long
def test_a_held_caller_whose_operator_is_lost_hears_so_and_is_answered_by_another(
    line: Line, caller: Calls, desk: AtDesk, seated: Seated
) -> None:
    operator = seated()
    operator.is_ready()
    with (
        caller(f"{WANTS_PERSON} 120.0").begun(line.sip_port) as calling,
        Ears(line) as ears,
    ):
        with operator.phone.answering(line.sip_port):
            until(lambda: desk.state() == "talking", 30)
            is_held(desk, operator, ears)
        # The telephone is dead: it sends no sound, and no goodbye.
        until(lambda: ears.heard("phone.dropped"), 60)
        other = seated().is_ready()
        with other.phone.answering(line.sip_port):
            until(lambda: desk.state() == "talking", 30)
            until(lambda: bridged(line) == 2, 5)
            calling.kill()
