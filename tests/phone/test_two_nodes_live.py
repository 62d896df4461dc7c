"""Two nodes that live dial once; one that dies in a talk leaves nobody in silence. By real SIP."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from safeconduct.phone.happened import BACK
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.at_desk import AtDesk
from tests.phone.called import CARRIER, PORT, Called, came_of, lead_out, wish_a_call
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.test_operators import WANTS_PERSON, heard_both_ways
from tests.phone.test_operators_across import Operator, is_at, sits
from tests.phone.test_two_nodes import NOTICED_SECONDS, names
from tests.phone.two_nodes import Node
from tests.postgres_server import PostgresServer, free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]

SILENT_SECONDS = 45
"""A leg that sends nothing for 30 seconds is lost; then there are words, and music."""
SESSION_SECONDS = 120
"""After so long a node that rang here and is dead has not refreshed its session."""


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys and voices through a raw socket, which only root may open")
    with closing(PostgresServer()) as server:
        north = Line(database_url=server.url)
        north.environment |= {"LINE_NODE": "north"}
        with north:
            lead_out(north)
            yield north
    shutil.rmtree(Home(root=north.home).switch_in_memory)


@pytest.fixture
def south(line: Line) -> Iterator[Node]:
    with Node(product=line, name="south") as node:
        until(lambda: node.asked("applications"), 30)
        yield node


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture(autouse=True)
def nobody_is_left(line: Line) -> Iterator[None]:
    yield
    for one in line.switch("channels") or []:
        line.switch(f"channels/{one['id']}", "DELETE")
    until(lambda: not line.switch("channels"), 20)


@pytest.fixture
def called(tmp_path: Path) -> Called:
    folder = tmp_path / "called"
    folder.mkdir()
    return Called(here=CARRIER, port=PORT, folder=folder, media=free_port() // 2 * 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Two nodes that live, and the desk of both."""

    north: Line
    south: Node
    desk: AtDesk
    folder: Path

    def sip_port(self, node: str) -> int:
        return {"north": self.north.sip_port, "south": self.south.sip}[node]

    def seats(self, node: str) -> Operator:
        """Return an operator on duty and free, whose telephone is registered at a node."""
        operator = sits(self.desk, self.sip_port(node), self.folder)
        operator.sitting.ready()
        is_at(self.desk, operator, node)
        # Both nodes look twice a second who sits where.
        time.sleep(1.2)
        return operator

    def channels(self) -> set[str]:
        return names(self.north.switch("channels")) | names(self.south.asked("channels"))


@pytest.fixture
def both(line: Line, south: Node, desk: AtDesk, tmp_path: Path) -> Both:
    return Both(north=line, south=south, desk=desk, folder=tmp_path)


def test_a_caller_whose_operators_node_dies_is_told_so_and_talks_with_another(
    both: Both, caller: Calls
) -> None:
    line, desk, far = both.north, both.desk, both.seats("south")
    with (
        Ears(line) as ears,
        far.phone.answering(both.south.sip),
        caller(f"{WANTS_PERSON} 150.0", echoes=True).begun(line.sip_port) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: heard_both_ways(line), 15)
        both.south.dies()
        until(lambda: ears.heard("phone.dropped"), SILENT_SECONDS)
        assert desk.state() == "waiting"
        assert desk.call()["dropped"]
        assert far.sitting.standing() == "away"
        near = both.seats("north")
        with near.phone.answering(line.sip_port):
            until(lambda: desk.state() == "talking", 30)
            assert str(desk.call()["seat"]) == near.sitting.seat
            until(lambda: heard_both_ways(line), 15)
            near.sitting.wishes("hang_up")
            until(lambda: near.sitting.standing() == "wrapping", 10)
        calling.kill()
    for one in (far, near):
        one.sitting.leaves()


@pytest.mark.parametrize("node", ["north", "south"])
def test_a_call_back_is_dialled_once_by_the_node_of_its_operator(
    both: Both, called: Called, node: str
) -> None:
    desk = both.desk
    wish_a_call(both.north, desk, both.folder)
    operator = both.seats(node)
    with (
        operator.phone.answering(both.sip_port(node)),
        called.picking_up("3.0", "1", "1.0", *["speaks"] * 4),
    ):
        assert operator.sitting.calls_back() == ""
        until(lambda: desk.state() == "talking", 40)
        dialled = [one for one in both.channels() if BACK in one]
        assert [one.partition(BACK)[0] for one in dialled] == [node]
        operator.sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 10)
    assert came_of(desk) == '{"came_of":"talked"}'
    assert called.times_rung() == 1
    operator.sitting.leaves()


def test_a_call_back_whose_operator_has_left_is_dialled_by_neither_node_and_told_once(
    both: Both, called: Called
) -> None:
    desk = both.desk
    wish_a_call(both.north, desk, both.folder)
    before = len(desk.told())
    operator = both.seats("north")
    with called.ringing():
        assert operator.sitting.calls_back() == ""
        operator.sitting.leaves()
        until(lambda: len(desk.told()) > before + 1, 60)
        time.sleep(3)
    kinds = [(kind, came_of) for kind, came_of, _ in desk.told()[before:]]
    assert [kind for kind, _ in kinds] == ["call_back", "called_back"]
    assert kinds[-1][1] == '{"came_of":"not_dialled"}'
    assert called.times_rung() == 0
    assert desk.wishes()[0]["tries"] == 0


def test_an_operator_whose_callers_node_dies_hangs_up_and_the_rows_say_that_it_was_our_fault(
    both: Both, caller: Calls
) -> None:
    line, desk, near = both.north, both.desk, both.seats("north")
    with (
        near.phone.answering(line.sip_port),
        caller(f"{WANTS_PERSON} 4.0 speak 120.0").begun(both.south.sip) as calling,
    ):
        until(lambda: desk.state() == "talking", 30)
        until(lambda: line.switch("channels"), 10)
        both.south.dies()
        calling.kill()
        until(lambda: not line.switch("channels"), SESSION_SECONDS)
        until(lambda: desk.state() == "over", NOTICED_SECONDS)
        assert desk.call()["dropped"]
        assert near.sitting.standing() == "wrapping"
        assert near.sitting.wraps_up("about_self")
    near.sitting.leaves()
