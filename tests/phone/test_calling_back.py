"""Who wished it is called back, by real SIP: the operator first, then one neutral sentence."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.at_desk import AtDesk
from tests.phone.called import CARRIER, NUMBER, PORT, Called, came_of, lead_out, wish_a_call
from tests.phone.caller import Caller
from tests.phone.conftest import Line, until
from tests.phone.test_operators import Operator, bridged, heard_both_ways, names
from tests.postgres_server import free_port

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Return a line from which one carrier leads to people."""
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys through a raw socket, which only root may open")
    with Line() as running:
        lead_out(running)
        yield running
    shutil.rmtree(Home(root=running.home).switch_in_memory)


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture
def called(tmp_path: Path) -> Called:
    folder = tmp_path / "called"
    folder.mkdir()
    return Called(here=CARRIER, port=PORT, folder=folder, media=free_port() // 2 * 2)


@pytest.fixture
def operator(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator[Operator]:
    one = Operator(line, desk.seats(), tmp_path)
    yield one.is_ready()
    one.sitting.leaves()


@pytest.fixture(autouse=True)
def wished(line: Line, desk: AtDesk, tmp_path: Path) -> None:
    wish_a_call(line, desk, tmp_path)


def the_try(desk: AtDesk) -> dict[str, object]:
    """Return the try that is under way."""
    under_way = desk.wishes()[0]["tried"]
    return next(one for one in desk.tries() if one["id"] == under_way)


def leaves_no_number(line: Line) -> bool:
    """Say whether no file of the product, and nothing of the switch, holds the number."""
    places = [line.home, Home(root=line.home).switch_in_memory]
    found = subprocess.run(
        ["grep", "-rlaF", NUMBER, *map(str, places), str(line.log)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return not found.stdout


@pytest.mark.long
def test_the_operator_is_rung_first_then_the_person_and_the_two_talk(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with (
        operator.phone.answering(line.sip_port),
        called.picking_up("3.0", "1", "1.0", *["speaks"] * 4),
    ):
        assert operator.sitting.calls_back() == ""
        until(lambda: bridged(line) == 2, 30)
        assert operator.sitting.standing() == "talking"
        until(lambda: heard_both_ways(line), 15)
        assert leaves_no_number(line)
        operator.sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 10)
    assert came_of(desk) == '{"came_of":"talked"}'
    assert [kind for kind, _, _ in desk.told()[-2:]] == ["call_back", "called_back"]
    assert desk.told()[-2][2] == "Alice"
    until(lambda: operator.sitting.standing() == "wrapping", 5)
    assert operator.sitting.wraps_up("about_self")
    assert desk.wishes()[0]["done"]
    assert operator.sitting.calls_back() == "nobody wishes it"
    assert called.times_rung() == 1
    assert f"INVITE sip:00{NUMBER}@" in called.trace
    assert "anonymous@anonymous.invalid" in called.trace
    assert leaves_no_number(line)


TO_WHO = "2.5 3 1.5 1 1.5"
ASKS_FOR_CALL = "1.5 1 1.5 5 1.5 1 1.0"


@pytest.mark.long
def test_where_nobody_is_on_duty_zero_and_two_lead_to_a_call_back(
    line: Line, desk: AtDesk, tmp_path: Path
) -> None:
    desk.forget_wishes()
    acts = f"{TO_WHO} 0 2.5 2 {ASKS_FOR_CALL}".split()
    assert not Caller(acts=acts, folder=tmp_path, number=NUMBER).call(line.sip_port).returncode
    until(lambda: len(desk.wishes()) == 1, 20)


@pytest.mark.long
def test_who_waits_presses_two_and_keeps_no_place(
    line: Line, desk: AtDesk, operator: Operator, tmp_path: Path
) -> None:
    desk.forget_wishes()
    code = " ".join(["4.0 1"] * 5)
    acts = f"{TO_WHO} 0 5.0 2 6.0 {code} 6.0 {ASKS_FOR_CALL}".split()
    with operator.phone.ringing(line.sip_port):
        assert not Caller(acts=acts, folder=tmp_path, number=NUMBER).call(line.sip_port).returncode
    until(lambda: len(desk.wishes()) == 1, 20)
    until(lambda: desk.state() == "over", 10)


@pytest.mark.long
def test_who_picks_up_and_presses_nothing_hears_no_more_and_is_let_go(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.picking_up("1.0"):
        assert operator.sitting.calls_back() == ""
        until(lambda: called.received("BYE"), 60)
        assert bridged(line) == 0
    assert came_of(desk) == '{"came_of":"not_pressed"}'
    assert operator.sitting.standing() == "free"
    assert not desk.wishes()[0]["done"]


@pytest.mark.long
def test_another_key_is_no_yes(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.picking_up("3.0", "2"):
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == '{"came_of":"not_pressed"}'
        assert bridged(line) == 0


@pytest.mark.long
def test_a_busy_telephone_is_told_to_the_operator_and_tried_no_more_than_three_times(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.saying("486 Busy Here"):
        for tries in (1, 2, 3):
            assert operator.sitting.calls_back() == ""
            until(lambda: desk.wishes()[0]["tried"] is None, 60)
            assert came_of(desk) == '{"came_of":"busy"}'
            assert desk.wishes()[0]["tries"] == tries
            until(lambda: operator.sitting.standing() == "free", 10)
        assert operator.sitting.calls_back() == "nobody wishes it"
    assert called.times_rung() == 3


RINGS = "180 Ringing"


@pytest.mark.long
@pytest.mark.parametrize(
    ("said", "told", "tries"),
    [
        (["503 Service Unavailable"], "no_way", 0),
        (["403 Forbidden"], "no_way", 0),
        (["500 Server Internal Error"], "no_way", 0),
        (["486 Busy Here"], "busy", 1),
        (["480 Temporarily Unavailable"], "not_answered", 1),
        (["404 Not Found"], "not_reached", 1),
        ([RINGS, "503 Service Unavailable"], "not_reached", 1),
        ([RINGS, "603 Decline"], "not_answered", 1),
    ],
    ids=str,
)
def test_what_a_carrier_refuses_before_a_telephone_rings_is_no_try_of_the_person(
    line: Line, desk: AtDesk, operator: Operator, called: Called, *, said, told, tries
) -> None:
    with operator.phone.answering(line.sip_port), called.saying(*said):
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == f'{{"came_of":"{told}"}}'
    assert called.times_rung() == 1
    assert desk.wishes()[0]["tries"] == tries
    assert NUMBER not in line.log.read_text()
    until(lambda: operator.sitting.standing() == "free", 10)


@pytest.mark.long
def test_where_no_carrier_answers_at_all_it_is_told_as_a_line_that_cannot_dial(
    line: Line, desk: AtDesk, operator: Operator
) -> None:
    with operator.phone.answering(line.sip_port):
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == '{"came_of":"no_way"}'
    assert desk.wishes()[0]["tries"] == 0
    assert "a call-back could not be dialled" in line.log.read_text()


@pytest.mark.long
def test_a_telephone_that_nobody_picks_up_is_let_ring_for_a_while(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.ringing():
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == '{"came_of":"not_answered"}'
    assert operator.sitting.standing() == "free"


@pytest.mark.long
def test_an_operator_who_hangs_up_first_lets_the_telephone_fall_silent(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.ringing():
        assert operator.sitting.calls_back() == ""
        until(lambda: called.times_rung() == 1, 30)
        operator.sitting.wishes("hang_up")
        until(lambda: called.received("CANCEL"), 10)
        assert came_of(desk) == '{"came_of":"left"}'
    until(lambda: operator.sitting.standing() == "free", 5)


@pytest.mark.long
def test_an_operator_who_does_not_pick_up_has_nobody_dialled_and_the_try_does_not_count(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.ringing(line.sip_port), called.picking_up("1.0"):
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == '{"came_of":"not_dialled"}'
    assert called.times_rung() == 0
    assert desk.wishes()[0]["tries"] == 0


@pytest.mark.long
def test_a_process_that_is_killed_before_it_dials_never_dials(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.ringing(line.sip_port), called.ringing():
        assert operator.sitting.calls_back() == ""
        until(lambda: the_try(desk)["taken"], 10)
        is_killed(line, desk)
    assert called.times_rung() == 0


@pytest.mark.long
def test_a_process_that_is_killed_while_a_telephone_rings_never_dials_again(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with operator.phone.answering(line.sip_port), called.ringing():
        assert operator.sitting.calls_back() == ""
        until(lambda: called.times_rung() == 1, 20)
        is_killed(line, desk)
    assert called.times_rung() == 1


def is_killed(line: Line, desk: AtDesk) -> None:
    """Kill the line's process; what it had begun is told as broken off, and all is silent."""
    line.kill("phone")
    assert the_try(desk)["body"] == ""
    until(lambda: line.applications() == ["safeconduct"], 30)
    assert came_of(desk) == '{"came_of":"broken_off"}'
    until(lambda: not names(line), 20)


@pytest.mark.long
def test_a_talk_outlives_the_process_that_began_it(
    line: Line, desk: AtDesk, operator: Operator, called: Called
) -> None:
    with (
        operator.phone.answering(line.sip_port),
        called.picking_up("3.0", "1", "1.0", *["speaks"] * 9),
    ):
        assert operator.sitting.calls_back() == ""
        until(lambda: bridged(line) == 2, 30)
        line.kill("phone")
        until(lambda: line.applications() == ["safeconduct"], 30)
        time.sleep(3)
        assert bridged(line) == 2
        assert desk.state() == "talking"
        operator.sitting.wishes("hang_up")
        until(lambda: desk.state() == "over", 20)
    assert came_of(desk) == '{"came_of":"talked"}'
