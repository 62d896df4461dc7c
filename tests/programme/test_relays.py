"""A relay lets a browser through by a name that ends and its signature: coturn checks the same."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from safeconduct.programme.relays import is_relay, relays_until

SECRET = bytes(range(32))
UNTIL = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
TURN, STUN = "turns:relay.example:5349?transport=tcp", "stun:relay.example"


def test_a_relay_knows_the_password_from_the_shared_secret_and_the_name() -> None:
    (relay,) = relays_until([TURN], SECRET, seat="k7", until=UNTIL)
    expires, seat = relay.name.split(":")
    assert (int(expires), seat) == (int(UNTIL.timestamp()), "k7")
    checked = hmac.new(SECRET.hex().encode(), relay.name.encode(), hashlib.sha1).digest()
    assert base64.b64decode(relay.password) == checked
    assert relay.as_ice_server == {
        "urls": TURN, "username": relay.name, "credential": relay.password,
    }  # fmt: skip


def test_each_seat_has_a_password_of_its_own_and_none_is_shown() -> None:
    (one,) = relays_until([TURN], SECRET, seat="k7", until=UNTIL)
    (other,) = relays_until([TURN], SECRET, seat="k8", until=UNTIL)
    assert one.password != other.password
    assert one.password not in repr(one)


def test_what_only_mirrors_addresses_gets_no_name() -> None:
    (mirror,) = relays_until([STUN], SECRET, seat="k7", until=UNTIL)
    assert mirror.as_ice_server == {"urls": STUN}


@pytest.mark.parametrize(
    "address",
    [TURN, STUN, "turns:192.0.2.10", "turn:relay.example:3478?transport=udp", "stun:relay:65535"],
)
def test_what_a_browser_takes_is_a_relay(address: str) -> None:
    assert is_relay(address)


@pytest.mark.parametrize(
    "address",
    [
        "stun:relay.example?transport=udp", "turns:relay.example?transport=udp", "stun:relay:65536",
        "turn:relay.example:0", "turn://relay.example", "turns:", "http:relay.example",
        "turn:relay.example?transport=tls", "turn:relay.example ", "",
    ],
)  # fmt: skip
def test_what_a_browser_would_choke_on_is_none(address: str) -> None:
    assert not is_relay(address)
