"""What a switch dials goes by Kamailio to the carrier, and what that says comes back by it."""

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.phone.at_desk import AtDesk
from tests.phone.called import Called, came_of, lead_out, wish_a_call
from tests.phone.conftest import Line, until
from tests.phone.test_operators import Operator, bridged
from tests.phone.two_nodes import UNPACKED, Kamailio
from tests.postgres_server import free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

SWITCH, PROXY, CARRIER, STRANGER = "127.0.0.1", "127.0.0.5", "127.0.0.7", "127.0.0.8"
PATIENCE_SECONDS = 3.0
NUMBER = "380671234567"
PORT, OUT = free_port(), free_port()
BY_PROXY = f"""
[[line.trunk]]
name = "proxy"
host = "{PROXY}"
port = {PORT}
transport = "udp"
by = "address"
srtp = "off"
calls_back = ["UTC"]
"""
WAY = re.compile(r"^(?:Via|Record-Route): .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Talker:
    """Somebody who speaks SIP by hand."""

    here: str
    sock: socket.socket

    @property
    def address(self) -> str:
        return f"{self.here}:{self.sock.getsockname()[1]}"

    def says(self, port: int, *lines: str) -> None:
        words = "\r\n".join((*lines, "Max-Forwards: 70", "Content-Length: 0", "", ""))
        self.sock.sendto(words.encode(), ("127.0.0.1", port))

    def hears(self, begins: str) -> str:
        """Return the next message that begins so; raises TimeoutError.

        A switch is asked again and again whether it lives: that is passed over.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while (left := until - time.monotonic()) > 0:
            self.sock.settimeout(left)
            words = self.sock.recv(65_000).decode().replace("\r\n", "\n")
            if words.startswith(begins):
                return words
        raise TimeoutError


@dataclass(frozen=True, slots=True)
class Dialled:
    """One call that a switch makes, once its carrier has picked up. `route`: the way back."""

    proxy: Kamailio
    switch: Talker
    carrier: Talker
    route: str
    invite: str

    def hangs_up(self, who: Talker, *, tag: str = "theirs") -> None:
        """Say goodbye as the carrier does, from wherever `who` stands."""
        who.says(
            self.proxy.port,
            f"BYE sip:line@{self.switch.address} SIP/2.0",
            f"Via: SIP/2.0/UDP {who.address};branch=z9hG4bKbye{who.here}{tag}",
            self.route,
            f"From: <sip:{NUMBER}@b>;tag={tag}",
            "To: <sip:a@b>;tag=ours",
            "Call-ID: back",
            "CSeq: 1 BYE",
        )


@pytest.fixture
def talkers() -> Iterator[dict[str, Talker]]:
    with ExitStack() as open_:
        found = {}
        for here in (SWITCH, CARRIER, STRANGER):
            sock = open_.enter_context(closing(socket.socket(type=socket.SOCK_DGRAM)))
            sock.bind((here, 0))
            found[here] = Talker(here, sock)
        yield found


@pytest.fixture
def dialled(talkers: dict[str, Talker], tmp_path: Path) -> Iterator[Dialled]:
    """Return a call by a carrier that is not among those who may call."""
    needs_kamailio()
    switch, carrier = talkers[SWITCH], talkers[CARRIER]
    with Kamailio(
        folder=tmp_path / "proxy",
        nodes=(int(switch.address.split(":")[1]),),
        carriers="127.0.0.9",
        outbound=f"sip:{carrier.address}",
    ) as proxy:
        switch.hears("OPTIONS")
        yield picked_up(proxy, switch, carrier)


def needs_kamailio() -> None:
    if not (UNPACKED / "ready").exists():
        leave_out("there is no Kamailio; `scripts/make_phone.py --two-nodes` unpacks one")


def picked_up(proxy: Kamailio, switch: Talker, carrier: Talker) -> Dialled:
    told = ("From: <sip:a@b>;tag=ours", "Call-ID: back")
    here = f"Contact: <sip:line@{switch.address}>"
    switch.says(
        proxy.port, f"INVITE sip:{NUMBER}@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {switch.address};branch=z9hG4bKback", *told,
        f"To: <sip:{NUMBER}@b>", "CSeq: 1 INVITE", here,
    )  # fmt: skip
    invite = carrier.hears("INVITE")
    carrier.says(
        proxy.port, "SIP/2.0 200 OK", *WAY.findall(invite), *told,
        f"To: <sip:{NUMBER}@b>;tag=theirs", "CSeq: 1 INVITE",
        f"Contact: <sip:{NUMBER}@{carrier.address}>",
    )  # fmt: skip
    answered = switch.hears("SIP/2.0 200")
    (way,) = re.findall(r"^Record-Route: (.*)$", answered, re.MULTILINE)
    switch.says(
        proxy.port, f"ACK sip:{NUMBER}@{carrier.address} SIP/2.0",
        f"Via: SIP/2.0/UDP {switch.address};branch=z9hG4bKack", f"Route: {way}", *told,
        f"To: <sip:{NUMBER}@b>;tag=theirs", "CSeq: 1 ACK",
    )  # fmt: skip
    carrier.hears("ACK")
    return Dialled(proxy, switch, carrier, f"Route: {way}", invite)


def test_what_is_dialled_is_addressed_to_the_carrier_by_its_own_host(dialled: Dialled) -> None:
    assert dialled.invite.startswith(f"INVITE sip:{NUMBER}@{CARRIER} SIP/2.0\n")


def test_a_carrier_that_may_not_call_ends_a_call_that_was_made_by_it(dialled: Dialled) -> None:
    dialled.hangs_up(dialled.carrier)
    assert "Call-ID: back" in dialled.switch.hears("BYE")


def test_it_still_begins_none(dialled: Dialled) -> None:
    dialled.carrier.says(
        dialled.proxy.port, "INVITE sip:100@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP {dialled.carrier.address};branch=z9hG4bKin", "From: <sip:x@b>;tag=x",
        "To: <sip:100@b>", "Call-ID: in", "CSeq: 1 INVITE",
        f"Contact: <sip:x@{dialled.carrier.address}>",
    )  # fmt: skip
    with pytest.raises(TimeoutError):
        dialled.switch.hears("INVITE")


def test_who_does_not_know_what_a_call_is_named_ends_none(
    dialled: Dialled, talkers: dict[str, Talker]
) -> None:
    dialled.hangs_up(talkers[STRANGER], tag="guessed")
    with pytest.raises(TimeoutError):
        dialled.switch.hears("BYE")
    with pytest.raises(TimeoutError):
        talkers[STRANGER].hears("SIP")


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Return a line that calls back by Kamailio."""
    needs_kamailio()
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys through a raw socket, which only root may open")
    with Line() as running:
        lead_out(running, BY_PROXY)
        yield running
    shutil.rmtree(Home(root=running.home).switch_in_memory)


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as desk:
        yield desk


@pytest.fixture
def operator(line: Line, desk: AtDesk, tmp_path: Path) -> Iterator[Operator]:
    wish_a_call(line, desk, tmp_path)
    one = Operator(line, desk.seats(), tmp_path)
    yield one.is_ready()
    one.sitting.leaves()


def proxy_of(line: Line, folder: Path, outbound: str = "") -> Kamailio:
    """Return a proxy in front of this line, which nobody may call by."""
    return Kamailio(
        folder=folder / "proxy", nodes=(line.sip_port,), carriers="127.0.0.9", here=PROXY,
        port=PORT, outbound=outbound,
    )  # fmt: skip


def test_a_person_who_hangs_up_ends_a_call_back_that_went_by_another_carrier(
    line: Line, desk: AtDesk, operator: Operator, tmp_path: Path
) -> None:
    (tmp_path / "called").mkdir()
    called = Called(
        here=CARRIER, port=OUT, folder=tmp_path / "called", media=free_port() // 2 * 2,
        transport="u1",
    )  # fmt: skip
    with (
        proxy_of(line, tmp_path, outbound=f"sip:{CARRIER}:{OUT}"),
        operator.phone.answering(line.sip_port),
        called.hanging_up("3.0", "1", "3.0", "speaks"),
    ):
        time.sleep(4)
        assert operator.sitting.calls_back() == ""
        until(lambda: bridged(line) == 2, 30)
        until(lambda: desk.state() == "over", 20)
        assert came_of(desk) == '{"came_of":"talked"}'
        until(lambda: not line.switch("channels"), 5)
    assert "INVITE sip:79000000042@127.0.0.7" in called.trace


def test_where_kamailio_is_told_of_no_way_out_no_try_of_the_person_is_used_up(
    line: Line, desk: AtDesk, operator: Operator, tmp_path: Path
) -> None:
    with (
        proxy_of(line, tmp_path),
        operator.phone.answering(line.sip_port),
    ):
        time.sleep(4)
        assert operator.sitting.calls_back() == ""
        assert came_of(desk) == '{"came_of":"no_way"}'
    assert desk.wishes()[0]["tries"] == 0
