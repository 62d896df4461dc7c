"""The relay as it is deployed: whom it lets through, what it reaches, and what it keeps."""

import re
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.programme.relays import Relay, relays_until
from tests.conftest import leave_out
from tests.phone.in_browser import a_path_for_sound, own_address
from tests.phone.relay import DEPLOYED, HERE, UNPACKED, Coturn
from tests.phone.turn import TCP, UNKNOWN, Asked, Asker

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("line"), pytest.mark.timeout(60)]

FORBIDDEN, NO_SUCH_WAY, TOO_MANY, BAD = 403, 442, 486, 400
SEAT_ALLOWS = 16
OTHERS = ("127.0.0.1", "127.8.8.8", "10.0.0.1", "192.168.1.1", "203.0.113.9", "255.255.255.255")


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    if not (UNPACKED / "ready").exists():
        leave_out("there is no coturn; `scripts/make_phone.py --relay` unpacks one")
    folder = tmp_path_factory.mktemp("relay")
    secret = folder / "turn"
    secret.write_bytes(secrets.token_bytes(32))
    with a_path_for_sound(), Coturn(folder=folder, secret=secret, switch=own_address()) as running:
        yield running


def asker(relay: Coturn, **facts: object) -> Asker:
    return Asker(port=relay.port, trusts=relay.authority.file, relay=drawn(relay, **facts))


def drawn(relay: Coturn, *, secret: bytes = b"", seat: str = "k7", hours: float = 12) -> Relay:
    shared, until = secret or relay.secret.read_bytes(), datetime.now(UTC) + timedelta(hours=hours)
    (found,) = relays_until([relay.address], shared, seat=seat, until=until)
    return found


def test_the_password_of_a_seat_opens_a_way_to_the_switch_and_to_nothing_else(relay: Coturn):
    with asker(relay) as seat:
        assert seat.way() == 0
        assert seat.may_reach(relay.switch) == 0
        assert {seat.may_reach(other) for other in OTHERS} == {FORBIDDEN}


def test_no_way_leads_on_by_tcp(relay: Coturn):
    with asker(relay) as seat:
        assert seat.way(TCP) in {BAD, NO_SUCH_WAY}


def test_a_password_that_is_over_or_of_another_secret_opens_nothing(relay: Coturn):
    for facts in ({"hours": -0.1}, {"secret": bytes(32)}):
        with asker(relay, **facts) as stranger:
            assert stranger.way() == UNKNOWN
            assert stranger.may_reach(relay.switch) != 0


def test_a_talk_is_not_cut_when_the_password_is_over(relay: Coturn):
    with asker(relay, hours=2 / 3600) as seat:
        assert seat.way() == 0
        time.sleep(3)
        assert seat.may_reach(relay.switch) == 0


def test_one_seat_does_not_take_all_ways(relay: Coturn):
    with ExitStack() as held:
        drawn_anew = [
            asker(relay, seat="greedy", hours=hours) for hours in range(1, SEAT_ALLOWS + 2)
        ]
        ways = [held.enter_context(seat).way() for seat in drawn_anew]
        assert ways == [0] * SEAT_ALLOWS + [TOO_MANY]
        with asker(relay, seat="other") as other:
            assert other.way() == 0


def test_it_mirrors_no_address_and_hears_no_udp(relay: Coturn):
    with asker(relay) as seat, pytest.raises((ConnectionError, TimeoutError)):
        seat.line.settimeout(1)
        assert seat.ask(Asked.BINDING, {}) != 0
    with socket.socket(type=socket.SOCK_DGRAM) as sent:
        sent.settimeout(1)
        sent.connect((HERE, relay.port))
        sent.send(bytes.fromhex("000100002112a442") + bytes(12))
        with pytest.raises(OSError):
            sent.recv(100)


def test_nothing_of_anybody_is_written(relay: Coturn):
    with asker(relay, seat="seen-nowhere") as seat:
        assert seat.way() == 0
    with asker(relay, seat="seen-nowhere", secret=bytes(32)) as stranger:
        assert stranger.way() == UNKNOWN
    for path in (relay.log, relay.users):
        assert not re.search(rb"seen-nowhere|\d+[.]\d+[.]\d+[.]\d+", path.read_bytes()), path
    ours = {relay.file, relay.secret, relay.certificate, relay.key, relay.authority.file}
    assert {*relay.folder.iterdir()} == {*ours, relay.log, relay.users}
    opened = {path.readlink() for path in Path(f"/proc/{relay.running.pid}/fd").iterdir()}
    written = {path for path in opened if path.is_absolute() and path.is_file()}
    assert written <= {relay.log, relay.users}, written


def test_no_key_and_no_secret_lies_beside_the_deployed_file():
    assert {path.name for path in DEPLOYED.parent.iterdir()} == {DEPLOYED.name}
    assert "\n#static-auth-secret=\n" in DEPLOYED.read_text()
