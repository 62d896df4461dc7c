"""Whoever is no carrier, at the real switch: refused at once, whatever they send."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from safeconduct.phone.configuration import Ports, Switch, write
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from safeconduct.programme.trunks import By, Srtp, Transport, Trunk
from tests.conftest import leave_out
from tests.phone.conftest import asked_of_switch, until
from tests.postgres_server import free_port

ASKED = (
    "{verb} sip:{number}@{host} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bK{id}\r\n"
    'From: "{user}" <sip:{user}@{host}>;tag={id}\r\nTo: <sip:{number}@{host}>\r\nCall-ID: {id}\r\n'
    "CSeq: 1 {verb}\r\nContact: <sip:{user}@{here}>\r\nMax-Forwards: 70\r\n"
    "Content-Length: 0\r\n\r\n"
)
MALFORMED = (
    b"\0" * 64,
    b"INVITE sip:100@ SIP/2.0\r\n\r\n",
    b"INVITE " + b"A" * 4_000 + b" SIP/2.0\r\n\r\n",
    b"INVITE sip:100@h SIP/2.0\r\nVia: x\r\nContent-Length: -1\r\n\r\n",
    b"SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A switch that listens for one carrier at an address that others reach too."""

    address: str
    port: int
    switch: Switch

    def hears(self, asked: list[bytes]) -> list[str]:
        """Return the first line of whatever comes back within a moment."""
        with socket.socket(type=socket.SOCK_DGRAM) as stranger:
            stranger.bind((self.address, 0))
            stranger.settimeout(0.7)
            here = f"{self.address}:{stranger.getsockname()[1]}"
            for one in asked:
                stranger.sendto(one.replace(b"{here}", here.encode()), (self.address, self.port))
            found = []
            while True:
                try:
                    found.append(stranger.recv(4_000).split(b"\r\n")[0].decode())
                except TimeoutError:
                    return found

    def lives(self) -> bool:
        found = asked_of_switch(self.switch.home.root, self.switch.ports.ari, "channels")
        return found == []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Open]:
    root, address = unpacked(), outer_address()
    if root is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if not address:
        leave_out("this machine has no address but its own loopback")
    home = Home(root=tmp_path / "home")
    (libraries,) = (path.parent for path in root.glob("usr/lib/*/libc.so.6"))
    ports = Ports(sip=free_port(), ari=free_port(), rtp=10_000)
    carrier = Trunk(
        name="carrier", host="192.0.2.7", port=5060, transport=Transport.UDP, by=By.ADDRESS,
        srtp=Srtp.OFF, bind=address,
    )  # fmt: skip
    switch = Switch(
        home=home, root=root, libraries=libraries, ports=ports, user="safeconduct",
        password=home.secret("ari").hex(), trunks=(carrier,), practice=False,
    )  # fmt: skip
    loader = next(iter(libraries.glob("ld-linux*.so.*")))
    command = [str(loader), "--library-path", str(libraries), str(root / "usr/sbin/asterisk")]
    nothing = subprocess.DEVNULL
    running = subprocess.Popen(
        [*command, "-C", str(write(switch)), "-f", "-n"], stdin=nothing, stdout=nothing,
        stderr=nothing,
    )  # fmt: skip
    found = Open(address=address, port=ports.sip, switch=switch)
    until(found.lives, 20)
    yield found
    running.terminate()
    running.wait(20)
    shutil.rmtree(home.switch_in_memory)


def outer_address() -> str:
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address = str(probe.getsockname()[0])
    return "" if address.startswith("127.") else address


def asked(verb: str, *, user: str = "100", number: str = "100", mark: str = "a") -> bytes:
    facts = {"verb": verb, "user": user, "number": number, "host": "h", "id": f"{verb}{mark}"}
    return ASKED.format(here="{here}", **facts).encode()


@pytest.mark.long
@pytest.mark.parametrize("verb", ["INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE"])
def test_a_stranger_is_refused_alike_whatever_name_they_bear(line: Open, verb: str) -> None:
    names = ("100", "carrier", "trunk", "safeconduct")
    heard = line.hears([asked(verb, user=name, mark=name) for name in names])
    assert heard == ["SIP/2.0 403 Forbidden"] * len(names)
    assert line.lives()


@pytest.mark.long
def test_a_scanner_costs_no_channel_and_malformed_requests_nothing(line: Open) -> None:
    line.hears(list(MALFORMED))
    scan = [asked("INVITE", number=str(place), mark=str(place)) for place in range(2_000)]
    assert set(line.hears(scan)) == {"SIP/2.0 403 Forbidden"}
    assert line.lives()
