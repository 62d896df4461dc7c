"""Silence by real SIP, for half an hour: who waits or talks stays, who says nothing is let go.

All are there at once: one caller at each step of the script, two who wait, two who talk. Of each
two one sends sound in which nobody speaks, the other none at all.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import pytest

from safeconduct.phone.operators import TIMES_LONGEST
from tests.phone.at_desk import AtDesk
from tests.phone.caller import LASTS_SECONDS, Caller
from tests.phone.conftest import Line, until
from tests.phone.ears import Ears
from tests.phone.test_line import (
    ABOUT_ME,
    CODE,
    ENGLISH,
    IN_DANGER,
    IN_DAYS,
    NO_NEEDS,
    SAFE,
    arrivals,
    talks,
    voices_on_the_switch,
    whole,
)
from tests.phone.test_line_again import SAFE_WITH_CODE
from tests.phone.test_operators import (
    WANTS_PERSON,
    Operator,
    Seated,
    desk,
    names,
    nobody_else_waits,
    seated,
)
from tests.product import memory

__all__ = ["desk", "nobody_else_waits", "seated"]

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("line"), pytest.mark.timeout(2_700)]

HALF_AN_HOUR, SPEAKS_EACH, AFTERWARDS = 1_800, 7, 180
LET_GO, LET_GO_WHERE_A_CODE_IS_TOLD = 150, 480
"""A question is asked three times; so is each of five groups of a code."""
FEW_SECONDS, LONGEST_SECONDS = 20, 60 * TIMES_LONGEST
MOST_GROWN = 12 * 2**20
NEW, DANGER, ADD = ("new", "self", ""), ("new", "self", "danger_now"), ("add", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a caller falls silent, what they have handed in by then, and how soon they are let go.

    A silence in place of a voice is no voice.
    """

    acts: str = ""
    kept: tuple[tuple[str, str, str], ...] = ()
    within: int = LET_GO


TO_NEEDS = whole(ENGLISH, SAFE, ABOUT_ME)
TO_CODE = whole(TO_NEEDS, NO_NEEDS)
STEPS = {
    "language": Step(),
    "safe": Step(acts=ENGLISH),
    "who": Step(acts=whole(ENGLISH, SAFE)),
    "needs": Step(acts=TO_NEEDS, kept=(NEW,)),
    "code": Step(acts=TO_CODE, kept=(NEW,), within=LET_GO_WHERE_A_CODE_IS_TOLD),
    "code in danger": Step(
        acts=whole(TO_NEEDS, IN_DANGER), kept=(DANGER,), within=LET_GO_WHERE_A_CODE_IS_TOLD
    ),
    "when": Step(acts=whole(TO_CODE, CODE), kept=(NEW,)),
    "voice": Step(acts=whole(TO_CODE, CODE, IN_DAYS, "1.5 5"), kept=(NEW, ADD)),
    "own code": Step(acts=whole(ENGLISH, SAFE_WITH_CODE)),
    "call-back": Step(acts=whole(ENGLISH, SAFE, "1.5 5")),
}


@dataclass(slots=True)
class Silent:
    """Callers who are silent, each in a folder of their own."""

    line: Line
    desk: AtDesk
    folder: Path
    open: ExitStack
    begun: dict[str, "Popen[str]"] = field(default_factory=dict)
    let_go: dict[str, float] = field(default_factory=dict)

    def calls(self, name: str, acts: str, *, lasts: int, stays: bool = False) -> None:
        folder = self.folder / name.replace(" ", "-")
        folder.mkdir()
        caller = Caller(
            acts=acts.split(), stays=stays, lasts=lasts, beside=len(self.begun), folder=folder,
            number=f"7900000{len(self.begun):04}",
        )  # fmt: skip
        self.begun[name] = self.open.enter_context(caller.begun(self.line.sip_port))
        self.open.callback(self.begun[name].kill)

    def talks(self, name: str, sound: str, one: Operator, *, seconds: int) -> str:
        """Let one talk for so long with an operator of their own; return the call."""
        known, times = len(self.desk.calls()), (seconds + AFTERWARDS) // SPEAKS_EACH
        self.open.enter_context(one.phone.answering(self.line.sip_port, times=times))
        self.calls(name, f"{WANTS_PERSON} {sound} {2 * seconds}.0", lasts=lasting(seconds))
        until(lambda: len(self.desk.calls()) > known and self.desk.state() == "talking", 60)
        return str(self.desk.call()["id"])

    def wait(self, seconds: int) -> str:
        """Let one wait who sends sound, and one who sends none; return the first one's call."""
        acts = f"{WANTS_PERSON} 1.0 silence {2 * seconds}.0"
        self.calls("waits", acts, lasts=lasting(seconds))
        until(lambda: self.desk.state() == "waiting", 40)
        waiting = str(self.desk.call()["id"])
        self.calls("waits without sound", f"{WANTS_PERSON} 1.0", stays=True, lasts=500)
        until(lambda: str(self.desk.call()["id"]) != waiting, 40)
        return waiting

    def last(self, seconds: float) -> None:
        """Let time pass, and note who is let go and how soon."""
        begun = time.monotonic()
        while (now := time.monotonic() - begun) < seconds:
            for name, one in self.begun.items():
                if one.poll() is not None:
                    assert one.returncode == 0, name
                    self.let_go.setdefault(name, now)
            time.sleep(1)

    def row(self, call: str) -> dict[str, object]:
        return next(one for one in self.desk.calls() if one["id"] == call)


def lasting(seconds: int) -> int:
    return seconds + LASTS_SECONDS + AFTERWARDS


@pytest.fixture
def silent(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator[Silent]:
    with ExitStack() as open_:
        yield Silent(line, desk, tmp_path, open_)


def weight(line: Line) -> tuple[int, int]:
    """Return how much memory line and switch take, and how many files they hold open."""
    pids = (*line.pids("phone"), *line.pids("switch"))
    return memory(list(pids)), sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in pids)


def is_picked_up_at_last(silent: Silent, waiting: str, talking: str, one: Operator) -> None:
    """Let an operator end their talk, and whoever waited all the time talk with them."""
    desk = silent.desk
    desk.does("wish", wish="hang_up", call=talking, seat=one.sitting.seat, other=None)
    until(lambda: one.sitting.standing() == "wrapping", 10)
    desk.does("wrap_up", call=talking, member=one.sitting.member, outcome="silent")
    until(lambda: silent.row(waiting)["state"] == "talking", 40)


def leaves_nothing(line: Line) -> None:
    line.hangs_up()
    until(lambda: not names(line), 10)
    until(lambda: not line.switch("bridges"), 10)
    until(lambda: not talks(line), 60)
    assert not voices_on_the_switch(line)


def test_only_a_line_without_any_sound_is_over_while_others_wait_and_talk_in_silence(
    line: Line, seated: Seated, silent: Silent
) -> None:
    line.begins_anew("phone", silent_seconds=str(FEW_SECONDS))
    try:
        one, other = seated().is_ready(), seated()
        first = silent.talks("talks", "1.0 silence", one, seconds=60)
        second = silent.talks("talks without sound", "1.0", other.is_ready(), seconds=60)
        waiting = silent.wait(60)
        silent.last(2 * FEW_SECONDS)
        assert set(silent.let_go) == {"waits without sound"}
        states = [silent.row(call)["state"] for call in (first, second, waiting)]
        assert states == ["talking", "talking", "waiting"]
        is_picked_up_at_last(silent, waiting, first, one)
        leaves_nothing(line)
    finally:
        line.begins_anew("phone", silent_seconds="180")


@pytest.mark.long
def test_half_an_hour_of_silence_lets_go_at_each_question_and_nobody_who_waits_or_talks(
    line: Line, seated: Seated, silent: Silent
) -> None:
    before = len(arrivals(line))
    one = seated().is_ready()
    first = silent.talks("talks", "1.0 silence", one, seconds=HALF_AN_HOUR)
    other = seated().is_ready()
    second = silent.talks("talks without sound", "1.0", other, seconds=HALF_AN_HOUR)
    waiting = silent.wait(HALF_AN_HOUR)
    steps = {name: whole(step.acts, "1.0 silence") for name, step in STEPS.items()}
    for name, acts in steps.items():
        silent.calls(name, acts, stays=True, lasts=LET_GO_WHERE_A_CODE_IS_TOLD + 150)
    silent.last(LET_GO_WHERE_A_CODE_IS_TOLD)
    assert set(silent.let_go) == {*STEPS, "waits without sound"}
    late = {name for name, step in STEPS.items() if silent.let_go[name] > step.within + 60}
    assert not late, silent.let_go
    kept = [NEW] * 4 + [one for step in STEPS.values() for one in step.kept]
    until(lambda: sorted(arrivals(line)[before:]) == sorted(kept), 20)
    assert not voices_on_the_switch(line)

    weighed, files = weight(line)
    silent.last(HALF_AN_HOUR - LET_GO_WHERE_A_CODE_IS_TOLD)
    states = [silent.row(call)["state"] for call in (first, second, waiting)]
    assert states == ["talking", "talking", "waiting"]
    assert [silent.row(call)["soundless"] for call in (first, second)] == [False, True]
    assert len(names(line)) == 5
    assert sorted(arrivals(line)[before:]) == sorted(kept)
    grown, open_now = weight(line)
    assert grown - weighed < MOST_GROWN
    assert open_now <= files + 2
    is_picked_up_at_last(silent, waiting, first, one)
    leaves_nothing(line)


@pytest.mark.long
def test_who_waits_in_silence_for_very_long_is_asked_whether_they_are_there_and_then_let_go(
    line: Line, seated: Seated, silent: Silent
) -> None:
    line.begins_anew("phone", longest_wait_minutes="1")
    try:
        one = seated().is_ready()
        talking = silent.talks("talks", "1.0 silence", one, seconds=LONGEST_SECONDS + 300)
        acts = f"{WANTS_PERSON} 1.0 silence"
        silent.calls("waits", acts, stays=True, lasts=lasting(LONGEST_SECONDS + 300))
        with Ears(line) as ears:
            silent.last(LONGEST_SECONDS - 30)
            assert not silent.let_go
            assert ears.heard("phone.wait.long")
            assert not ears.heard("phone.no_person")
            until(lambda: ears.heard("phone.no_person"), 180)
            until(lambda: silent.begun["waits"].poll() == 0, LET_GO)
            assert ears.heard("phone.silent_end")
        assert silent.row(talking)["state"] == "talking"
        leaves_nothing(line)
    finally:
        line.begins_anew("phone", longest_wait_minutes="10")
