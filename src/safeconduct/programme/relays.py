"""Relays of sound (TURN) for operators' browsers, with a password that dies with the shift.

The relay shares one secret with us (coturn: `use-auth-secret`), so that it needs no list of users
and we none of passwords. What a browser gets opens the relay, and nothing of ours.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

STUN = "stun:"


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
