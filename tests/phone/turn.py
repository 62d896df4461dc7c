"""Who asks a relay for its way, by hand: TURN (RFC 8656) over TLS, as far as a test needs it."""

import hashlib
import hmac
import ipaddress
import secrets
import socket
import ssl
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Self

from safeconduct.programme.relays import Relay

COOKIE = 0x2112A442
HEADER = struct.Struct("!HHI12s")
REFUSED, ANSWER = 0x0110, 0x0100
UDP, TCP = 17, 6
SIGNED_BYTES = 24
UNKNOWN = 401


class Asked(IntEnum):
    BINDING = 0x0001
    WAY = 0x0003
    PERMISSION = 0x0008


class Told(IntEnum):
    NAME = 0x0006
    SIGNATURE = 0x0008
    ERROR = 0x0009
    PEER = 0x0012
    REALM = 0x0014
    NONCE = 0x0015
    TRANSPORT = 0x0019


@dataclass(slots=True, kw_only=True)
class Asker:
    """One connection to a relay at a loopback port; a context manager.

    Answers are the relay's code for an error, 0 where there is none.
    """

    port: int
    trusts: Path
    relay: Relay
    line: ssl.SSLSocket | None = None
    known: dict[Told, bytes] = field(default_factory=dict)

    def __enter__(self) -> Self:
        trust = ssl.create_default_context(cafile=self.trusts)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        self.line = trust.wrap_socket(plain, server_hostname="127.0.0.1")
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def way(self, transport: int = UDP) -> int:
        """Ask for a way; the relay says first who it is, and is then told the password."""
        wanted = {Told.TRANSPORT: bytes([transport, 0, 0, 0])}
        code = self.ask(Asked.WAY, wanted)
        return self.ask(Asked.WAY, wanted) if code == UNKNOWN else code

    def may_reach(self, address: str) -> int:
        return self.ask(Asked.PERMISSION, {Told.PEER: _place(address, 40_000)})

    def ask(self, what: Asked, told: Mapping[Told, bytes]) -> int:
        whole = {**told}
        if Told.REALM in self.known:
            whole |= {Told.NAME: self.relay.name.encode(), **self.known}
        body = b"".join(_attribute(name, value) for name, value in whole.items())
        if Told.REALM in self.known:
            signed = _header(what, len(body) + SIGNED_BYTES) + body
            signature = hmac.new(self._key, signed, hashlib.sha1).digest()
            message = signed + _attribute(Told.SIGNATURE, signature)
        else:
            message = _header(what, len(body)) + body
        self.line.sendall(message)
        return self._answer(what)

    @property
    def _key(self) -> bytes:
        words = f"{self.relay.name}:{self.known[Told.REALM].decode()}:{self.relay.password}"
        return hashlib.md5(words.encode(), usedforsecurity=False).digest()

    def _answer(self, what: Asked) -> int:
        kind, length, _, _ = HEADER.unpack(self._read(HEADER.size))
        told = dict(_attributes(self._read(length)))
        self.known |= {name: told[name] for name in (Told.REALM, Told.NONCE) if name in told}
        assert kind & ~REFUSED == what
        if kind & REFUSED == ANSWER:
            return 0
        hundreds, rest = told[Told.ERROR][2:4]
        return 100 * hundreds + rest

    def _read(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            more = self.line.recv(length - len(found))
            if not more:
                raise ConnectionError
            found += more
        return found


def _header(what: Asked, length: int) -> bytes:
    return HEADER.pack(what, length, COOKIE, secrets.token_bytes(12))


def _attribute(name: Told, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)


def _attributes(body: bytes):
    at = 0
    while at < len(body):
        name, length = struct.unpack_from("!HH", body, at)
        yield name, body[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4


def _place(address: str, port: int) -> bytes:
    """Return an IPv4 address as TURN writes it: mixed with the cookie."""
    number = int(ipaddress.IPv4Address(address)) ^ COOKIE
    return struct.pack("!BBHI", 0, 1, port ^ (COOKIE >> 16), number)
