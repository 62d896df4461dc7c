"""Kamailio in front of two switches, with real SIP: calls are split, and a node may die."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.conftest import Line, until
from tests.phone.two_nodes import UNPACKED, Kamailio, Node, ThroughProxy
from tests.postgres_server import PostgresServer

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]

CALLS = 200
ABOUT_ME_SLOWLY = "6.0 3 6.0 1 6.0 1 4.0"
STAYS_LONG = "3.0 3 2.0 1 2.0 1 60.0"
# A process is silent after two minutes; its time is kept to the minute, and looked at thrice in it.
NOTICED_SECONDS = 240


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if not (UNPACKED / "ready").exists():
        leave_out("there is no Kamailio; `scripts/make_phone.py --two-nodes` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys and voices through a raw socket, which only root may open")
    with closing(PostgresServer()) as server:
        north = Line(database_url=server.url)
        north.environment |= {"LINE_NODE": "north"}
        with north:
            north.wait_for_prompts()
            yield north
    shutil.rmtree(Home(root=north.home).switch_in_memory)


@pytest.fixture
def south(line: Line) -> Iterator[Node]:
    with Node(product=line, name="south") as node:
        until(lambda: node.asked("applications"), 30)
        yield node


@pytest.fixture
def proxy(line: Line, south: Node, tmp_path: Path) -> Iterator[Kamailio]:
    with Kamailio(folder=tmp_path / "proxy", nodes=(line.sip_port, south.sip)) as running:
        time.sleep(5)
        yield running


def arrivals(line: Line) -> list[str]:
    with psycopg.connect(line.environment["DATABASE_URL"]) as database:
        asked = "SELECT kind FROM sc_arrival WHERE channel = 'phone'"
        return [str(kind) for (kind,) in database.execute(asked)]


def talks(line: Line) -> int:
    with psycopg.connect(line.environment["DATABASE_URL"]) as database:
        asked = "SELECT count(*) FROM sc_talk WHERE channel = 'phone'"
        return int(database.execute(asked).fetchone()[0])


def names(found: object) -> set[str]:
    return {str(one["id"]) for one in found} if isinstance(found, list) else set()


def test_two_hundred_calls_are_split_over_both_nodes_and_all_are_heard(
    line: Line, south: Node, proxy: Kamailio, tmp_path: Path
) -> None:
    before, seen = len(arrivals(line)), {"north": set(), "south": set()}
    caller = ThroughProxy(acts=ABOUT_ME_SLOWLY.split(), times=CALLS, a_second=4, folder=tmp_path)
    with caller.begun(proxy.port) as calling:
        while calling.poll() is None:
            seen["north"] |= names(line.switch("channels"))
            seen["south"] |= names(south.asked("channels"))
            time.sleep(0.5)
        assert calling.returncode == 0, calling.stdout.read()[-2000:]
    assert [len(calls) for calls in seen.values()] == [CALLS // 2, CALLS // 2]
    assert all(one.startswith("south-") for one in seen["south"])
    until(lambda: not talks(line), 60)
    assert arrivals(line)[before:] == ["new"] * CALLS


def test_a_node_dies_under_load_and_every_new_call_is_answered_and_nothing_said_is_lost(
    line: Line, south: Node, proxy: Kamailio, tmp_path: Path
) -> None:
    before = len(arrivals(line))
    staying = ThroughProxy(acts=STAYS_LONG.split(), times=20, a_second=10, folder=tmp_path)
    new = ThroughProxy(acts=["1.0", "3", "1.0"], times=40, a_second=8, folder=tmp_path)
    with staying.begun(proxy.port) as calling:
        time.sleep(14)
        assert len(names(south.asked("channels"))) == 10
        south.dies()
        answered = new.call(proxy.port)
        assert answered.returncode == 0, answered.stdout[-2000:]
        calling.communicate(timeout=240)
    until(lambda: len(arrivals(line)) == before + 20, NOTICED_SECONDS)
    until(lambda: not talks(line), 30)
    assert arrivals(line)[before:] == ["new"] * 20


def test_who_is_no_carrier_hears_nothing_from_the_proxy(
    line: Line, south: Node, tmp_path: Path
) -> None:
    nodes = (line.sip_port, south.sip)
    with (
        Kamailio(folder=tmp_path / "proxy", nodes=nodes, carriers="127.0.0.9") as proxy,
        socket.socket(type=socket.SOCK_DGRAM) as stranger,
    ):
        time.sleep(3)
        stranger.bind(("127.0.0.1", 0))
        stranger.settimeout(2)
        here = f"127.0.0.1:{stranger.getsockname()[1]}"
        for verb in ("OPTIONS", "REGISTER", "INVITE"):
            asked = (
                f"{verb} sip:100@127.0.0.1 SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{verb}\r\n"
                f"From: <sip:a@b>;tag=1\r\nTo: <sip:100@b>\r\nCall-ID: {verb}\r\nCSeq: 1 {verb}\r\n"
                f"Contact: <sip:a@{here}>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            )
            stranger.sendto(asked.encode(), ("127.0.0.1", proxy.port))
        with pytest.raises(TimeoutError):
            stranger.recv(2_000)


@pytest.mark.parametrize("named", [True, False])
def test_what_a_switch_dials_goes_to_the_carrier_and_to_no_switch(
    tmp_path: Path, *, named: bool
) -> None:
    with closing(a_socket()) as north, closing(a_socket()) as south, closing(a_socket()) as carrier:
        nodes, way = [port_of(north), port_of(south)], f"sip:127.0.0.1:{port_of(carrier)}"
        with Kamailio(
            folder=tmp_path / "proxy", nodes=nodes, outbound=way if named else ""
        ) as proxy:
            time.sleep(3)
            here = f"127.0.0.1:{port_of(north)}"
            asked = (
                "INVITE sip:380671234567@127.0.0.1 SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {here};branch=z9hG4bKback\r\n"
                "From: <sip:a@b>;tag=1\r\nTo: <sip:380671234567@b>\r\nCall-ID: back\r\n"
                f"CSeq: 1 INVITE\r\nContact: <sip:a@{here}>\r\nMax-Forwards: 70\r\n"
                "Content-Length: 0\r\n\r\n"
            )
            north.sendto(asked.encode(), ("127.0.0.1", proxy.port))
            time.sleep(3)
            came = [b"INVITE sip:380671234567" in all_of(one) for one in (carrier, south)]
            assert came == [named, False]
            answered = all_of(north)
            assert b"INVITE" not in answered.replace(b"CSeq: 1 INVITE", b"")
            assert (b"SIP/2.0 503" in answered) is not named


def a_socket() -> socket.socket:
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    one.setblocking(False)
    return one


def port_of(one: socket.socket) -> int:
    return int(one.getsockname()[1])


def all_of(one: socket.socket) -> bytes:
    """Return all that came until now."""
    came = b""
    with suppress(BlockingIOError):
        while True:
            came += one.recv(65_000)
    return came
