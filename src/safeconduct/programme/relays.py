"""Relays of sound (TURN) for operators' browsers, with a password that dies with the shift.

The relay shares one secret with us (coturn: `use-auth-secret`), so that it needs no list of users
and we none of passwords. What a browser gets opens the relay, and nothing of ours.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

STUN = "stun:"
PLACE = r"[A-Za-z0-9.-]+(:(?P<port>[1-9][0-9]{0,4}))?"
KINDS = (
    re.compile(rf"stun:{PLACE}"),
    re.compile(rf"turn:{PLACE}(\?transport=(udp|tcp))?"),
    re.compile(rf"turns:{PLACE}(\?transport=tcp)?"),
)
LAST_PORT = 65_535
SHARED = "turn"
"""The name under which the programme keeps what it shares with its relays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """One address as a browser takes it; a mere mirror of addresses (STUN) asks for no name."""

    address: str
    name: str = ""
    password: str = field(default="", repr=False)

    @property
    def as_ice_server(self) -> dict[str, str]:
        if not self.name:
            return {"urls": self.address}
        return {"urls": self.address, "username": self.name, "credential": self.password}


def is_relay(address: str) -> bool:
    """Say whether a browser takes an address; one that it does not leaves it without any call."""
    found = next(filter(None, (kind.fullmatch(address) for kind in KINDS)), None)
    return found is not None and int(found["port"] or 0) <= LAST_PORT


def relays_until(
    addresses: Sequence[str], secret: bytes, *, seat: str, until: datetime
) -> list[Relay]:
    """Return the programme's relays for one seat; `secret` is what the relay knows, as hex."""
    name = f"{int(until.timestamp())}:{seat}"
    signed = hmac.new(secret.hex().encode(), name.encode(), hashlib.sha1).digest()
    password = base64.b64encode(signed).decode()
    return [
        Relay(address=address)
        if address.startswith(STUN)
        else Relay(address=address, name=name, password=password)
        for address in addresses
    ]
