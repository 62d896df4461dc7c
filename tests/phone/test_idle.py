"""Whoever reaches the operators' websocket and says nothing there takes no room from the line."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.phone.conftest import Calls, Line, until
from tests.phone.test_line import ABOUT_ME, ENGLISH, SAFE, arrivals, whole

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

IDLE = 150
"""More than the hundred sessions that Asterisk's web server has by itself."""
SHAKES_HANDS = (
    "GET /ws HTTP/1.1\r\nHost: line\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: sip\r\n\r\n"
)


@pytest.fixture
def idle(line: Line) -> Iterator[list[socket.socket]]:
    """Return connections that stay open, each let in as a browser of an operator is."""
    with ExitStack() as open_:
        yield [open_.enter_context(closing(let_in(line.ari_port))) for _ in range(IDLE)]


def let_in(port: int) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=5)
    one.sendall(SHAKES_HANDS.encode())
    assert one.recv(1_024).startswith(b"HTTP/1.1 101 ")
    one.setblocking(False)
    return one


def is_open(one: socket.socket) -> bool:
    try:
        return one.recv(1_024) != b""
    except BlockingIOError:
        return True


def test_while_many_stand_idle_at_the_websocket_the_switch_is_asked_and_a_call_is_led(
    line: Line, caller: Calls, idle: list[socket.socket]
) -> None:
    before = len(arrivals(line))
    assert line.switch("channels") == []
    assert line.applications() == ["safeconduct"]
    done = caller(whole(ENGLISH, SAFE, ABOUT_ME, "1.0")).call(line.sip_port)
    assert done.returncode == 0, done.stdout[-2000:]
    until(lambda: arrivals(line)[before:] == [("new", "self", "")], 15)
    assert sum(map(is_open, idle)) == IDLE


def test_a_process_of_the_line_that_begins_meanwhile_finds_its_switch(
    line: Line, caller: Calls, idle: list[socket.socket]
) -> None:
    line.kill("phone")
    until(lambda: line.applications() == [], 10)
    until(lambda: line.applications() == ["safeconduct"], 30)
    assert sum(map(is_open, idle)) == IDLE
    assert caller(whole(ENGLISH, SAFE, "1.0")).call(line.sip_port).returncode == 0
