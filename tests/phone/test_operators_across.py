"""An operator at one switch, a caller on another, by real SIP: they are rung, talk, and part."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from safeconduct.phone.happened import PUT_DOWN
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.at_desk import AtDesk, Sitting
from tests.phone.conftest import Calls, Line, until
from tests.phone.desk_phone import DeskPhone
from tests.phone.ears import Ears
from tests.phone.stranger import SPOKEN_HERE, Stranger
from tests.phone.test_operators import WANTS_PERSON, bridged, heard_both_ways
from tests.phone.two_nodes import Node
from tests.postgres_server import PostgresServer, free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]

REFUSED = 401
LONG_HOLD = 35.0
"""Longer than a leg may be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A seat and the telephone on it."""

    sitting: Sitting
    phone: DeskPhone


@dataclass(frozen=True, slots=True, kw_only=True)
class Far(Operator):
    """One who is registered at the other switch."""

    south: Node


Three = tuple[Operator, Far, Far]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    with closing(PostgresServer()) as server:
        north = Line(database_url=server.url)
        north.environment |= {"LINE_NODE": "north"}
        with north:
            north.wait_for_prompts()
            yield north
    shutil.rmtree(Home(root=north.home).switch_in_memory)


@pytest.fixture(scope="module")
def south(line: Line) -> Iterator[Node]:
    with Node(product=line, name="south") as node:
        until(lambda: node.asked("applications"), 30)
        yield node


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nobody_else_waits(line: Line, south: Node) -> Iterator[None]:
    yield
    for one in line.switch("channels") or []:
        line.switch(f"channels/{one['id']}", "DELETE")
    until(lambda: not line.switch("channels") and not south.asked("channels"), 20)


def sits(desk: AtDesk, sip_port: int, folder: Path, language: str = "en") -> Operator:
    """Return an operator on duty, not ready yet, whose telephone is registered at a switch."""
    sitting = desk.seats(languages=(language,))
    phone = DeskPhone(
        name=sitting.name, password=sitting.password, folder=folder,
        media=free_port() // 2 * 2,
    )  # fmt: skip
    until(lambda: phone.registers(sip_port), 10)
    return Operator(sitting=sitting, phone=phone)


def is_at(desk: AtDesk, operator: Operator, node: str) -> None:
    until(lambda: desk.does("node", member=operator.sitting.member) == node, 10)


@pytest.fixture
def far(south: Node, desk: AtDesk, tmp_path: Path) -> Iterator[Far]:
    operator = sits(desk, south.sip, tmp_path)
    operator.sitting.ready()
    is_at(desk, operator, "south")
    yield Far(sitting=operator.sitting, phone=operator.phone, south=south)
    operator.sitting.leaves()


@pytest.fixture
def three(line: Line, south: Node, desk: AtDesk, tmp_path: Path) -> Iterator[Three]:
    """Return one operator here, who is ready, and two at the other node, who are not yet."""
    near = sits(desk, line.sip_port, tmp_path)
    taker, lead = (
        Far(sitting=one.sitting, phone=one.phone, south=south)
        for one in [sits(desk, south.sip, tmp_path, "uk") for _ in range(2)]
    )
    is_at(desk, near, "north")
    near.sitting.ready()
    yield near, taker, lead
    for one in (near, taker, lead):
        one.sitting.leaves()


def test_a_talk_goes_over_to_the_other_node_and_a_supervisor_there_hears_it(
    line: Line, desk: AtDesk, caller: Calls, three: Three
) -> None:
    near, taker, lead = three
    south = taker.south
    with (
        near.phone.answering(line.sip_port),
        taker.phone.answering(south.sip),
        lead.phone.answering(south.sip),
        caller(f"{WANTS_PERSON} 4.0 speak 90.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        taker.sitting.ready()
        lead.sitting.ready()
        for one in (taker, lead):
            is_at(desk, one, "south")
        time.sleep(1.2)
        near.sitting.wishes("put_through", taker.sitting)
        until(lambda: taker.sitting.standing() == "talking", 15)
        assert desk.state() == "held"
        near.sitting.wishes("whisper_done")
        until(lambda: near.sitting.standing() == "free", 5)
        assert str(desk.call()["seat"]) == taker.sitting.seat
        until(lambda: heard_both_ways(line), 15)
        lead.sitting.wishes("listen", taker.sitting)
        until(lambda: lead.sitting.standing() == "talking", 15)
        assert bridged(line) == 2
        taker.sitting.wishes("hang_up")
        until(lambda: lead.sitting.standing() == "free", 10)
        until(lambda: taker.sitting.standing() == "wrapping", 5)
        until(lambda: not south.asked("channels"), 10)
        calling.kill()


def test_a_caller_on_one_node_talks_with_an_operator_at_the_other(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with (
        phone.answering(south.sip),
        caller(f"{WANTS_PERSON} 4.0 speak 60.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: heard_both_ways(line), 15)
        assert len(south.asked("channels")) == 2
        sitting.wishes("hold")
        until(lambda: desk.state() == "held", 10)
        time.sleep(LONG_HOLD)
        sitting.wishes("resume")
        until(lambda: desk.state() == "talking", 10)
        calling.communicate(timeout=120)
    assert calling.returncode == 0
    until(lambda: desk.state() == "over", 10)
    until(lambda: not south.asked("channels"), 10)
    assert sitting.standing() == "wrapping"
    assert sitting.wraps_up("about_self")


def test_the_operator_at_the_other_node_is_told_that_no_sound_comes_until_some_does(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    with (
        far.phone.answering(far.south.sip),
        caller(f"{WANTS_PERSON} 35.0 silence 60.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: desk.call()["soundless"], 40)
        until(lambda: not desk.call()["soundless"], 40)
        assert desk.state() == "talking"
        far.sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 10)
        calling.kill()


def test_the_operator_at_the_other_node_ends_the_talk(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with (
        phone.answering(south.sip),
        caller(f"{WANTS_PERSON} 60.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 10)
        until(lambda: not south.asked("channels"), 10)
        calling.kill()


def test_that_a_hand_has_hung_up_at_the_other_node_is_told_here(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with (
        Ears(line) as ears,
        phone.hanging_up(south.sip, PUT_DOWN),
        caller(f"{WANTS_PERSON} 4.0 speak 60.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: desk.state() == "over", 30)
        assert not desk.call()["dropped"]
        (leg,) = (one for one in ears.causes if one.startswith("own-"))
        assert ears.causes[leg] == PUT_DOWN
        calling.kill()
    assert sitting.wraps_up("thanks")


def test_a_telephone_that_dies_at_the_other_node_puts_its_caller_at_the_front(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with caller(f"{WANTS_PERSON} 4.0 speak 60.0", stays=True).begun(line.sip_port) as calling:
        with phone.answering(south.sip):
            until(lambda: desk.state() == "talking", 30)
        # It sends no sound, and no goodbye.
        until(lambda: desk.call()["dropped"], 60)
        assert sitting.standing() == "away"
        calling.kill()


def test_who_does_not_pick_up_at_the_other_node_leaves_the_caller_waiting(
    line: Line, desk: AtDesk, caller: Calls, far: Far
) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with (
        phone.ringing(south.sip),
        caller(f"{WANTS_PERSON} 40.0").begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "ringing", 30)
        until(lambda: desk.state() == "waiting", 30)
        assert sitting.standing() in {"free", "ringing"}
        calling.kill()


def test_who_has_left_the_other_node_is_rung_no_more(far: Far) -> None:
    sitting, south = far.sitting, far.south
    sitting.leaves()
    until(lambda: sitting.name not in places(south), 10)


def places(south: Node) -> list[object]:
    return [one["resource"] for one in south.asked("endpoints/PJSIP")]


def test_who_says_to_be_a_node_and_has_no_password_rings_at_no_seat(far: Far) -> None:
    sitting, phone, south = far.sitting, far.phone, far.south
    with phone.ringing(south.sip), Stranger(south.sip, who="nodes") as stranger:
        assert stranger.asks("INVITE", sitting.name, offer=SPOKEN_HERE) == REFUSED
        assert not south.asked("channels")
