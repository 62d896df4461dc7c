"""Who pauses, by real calls: a crisis rings there and is spoken to, nobody else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.test_operators import (
    ABOUT_ME,
    ENGLISH,
    SAFE,
    WANTS_PERSON,
    Operator,
    bridged,
    heard_both_ways,
    names,
)

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

IN_DANGER = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 1 0.6 #"
THE_WORDS_LAST, SPEAKS = "22.0", "4.0 speak 10.0 speak 10.0"


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture
def in_pause(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator[Operator]:
    """Return the only operator on duty, who pauses."""
    one = Operator(line, desk.seats(), tmp_path).is_ready()
    one.sitting.pauses()
    until(lambda: desk.line() == ("pausing", "usual"), 10)
    yield one
    one.sitting.leaves()
    for name in names(line):
        line.switch(f"channels/{name}", "DELETE")
    until(lambda: not names(line), 10)


def test_where_all_pause_a_crisis_is_offered_a_person_rings_and_is_spoken_to(
    line: Line, caller: Calls, desk: AtDesk, in_pause: Operator
) -> None:
    acts = f"{IN_DANGER} {THE_WORDS_LAST} 0 {SPEAKS}"
    with (
        Ears(line) as ears,
        in_pause.phone.answering(line.sip_port),
        caller(acts).begun(line.sip_port) as calling,
    ):
        until(lambda: ears.heard("phone.crisis.person"), 45)
        assert ears.heard("phone.begin.nobody")
        until(lambda: desk.state() == "talking", 40)
        assert desk.call()["urgent"] == "danger_now"
        assert in_pause.sitting.standing() == "talking"
        until(lambda: bridged(line) == 2, 5)
        until(lambda: heard_both_ways(line), 15)
        in_pause.sitting.wishes("hang_up")
        until(lambda: in_pause.sitting.standing() == "wrapping", 10)
        calling.kill()
    assert in_pause.sitting.wraps_up("emergency")
    assert in_pause.sitting.standing() == "away"
    until(lambda: desk.line() == ("pausing", "usual"), 10)


def test_where_all_pause_zero_rings_for_nobody_else(
    line: Line, caller: Calls, desk: AtDesk, in_pause: Operator
) -> None:
    before = len(desk.calls())
    with in_pause.phone.answering(line.sip_port):
        assert caller(f"{WANTS_PERSON} 6.0").call(line.sip_port).returncode == 0
    assert len(desk.calls()) == before
    assert in_pause.sitting.standing() == "away"
