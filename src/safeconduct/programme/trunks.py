"""Trunks: how the line is reached from carriers, as programme.toml says it (`[[line.trunk]]`).

No password stands there: it lies in `secrets/trunk_NAME`. Read by the supervisor too, so nothing
here wakes Django.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.programme.line_rules import KEYS

LOOPBACK = "127.0.0.1"
PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061}
CODECS = ("alaw", "ulaw")
PREFIX = "trunk_"

Word = TypeVar("Word", bound=StrEnum)


class Transport(StrEnum):
    """What carries the signalling: only TLS keeps it from who listens on the way."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class By(StrEnum):
    """How a carrier is known: we register there, by its address, or by its own password here."""

    REGISTRATION = "registration"
    ADDRESS = "address"
    PASSWORD = "password"  # noqa: S105 - a way of being known, no password


class Srtp(StrEnum):
    """Whether the sound itself is encrypted, with keys that the signalling brings (SDES)."""

    REQUIRED = "required"
    OFFERED = "offered"
    OFF = "off"


class WrongTrunk(ValueError):
    """A setting of a trunk is none; the message names trunk, setting and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """One carrier. `bind`: where we listen for it; `external`: our address as it sees it.

    `authority`: a file in the programme's folder, with the certificates that sign the carrier's.
    `numbers`: what the carrier leads here, digits alone; none named: whatever it leads here.
    `calls_back`: the time zones in which those may be who are called back through this carrier;
    none named: nobody is. `prefix`: what it wants to have before a number that we dial.
    """

    name: str
    host: str
    port: int
    transport: Transport
    by: By
    user: str = ""
    srtp: Srtp
    codecs: tuple[str, ...] = CODECS
    bind: str = LOOPBACK
    external: str = ""
    authority: str = ""
    numbers: tuple[str, ...] = ()
    calls_back: tuple[str, ...] = ()
    prefix: str = ""

    def __post_init__(self) -> None:
        for wrong, told in self._faults():
            if wrong:
                raise WrongTrunk(f"[[line.trunk]] {self.name}: {told}")

    def _faults(self) -> Iterable[tuple[bool, str]]:
        yield (
            not re.fullmatch(r"[a-z][a-z0-9-]{0,19}", self.name),
            "name is up to 20 of a-z, 0-9, -",
        )
        yield not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", self.host), "host is a name or an address"
        yield not 0 < self.port < 2**16, "port is a number from 1 to 65535"
        yield self.by is not By.ADDRESS and not self.user, f"by {self.by} needs a user"
        yield bool(self.user) and not re.fullmatch(r"[\w.+-]{1,64}", self.user), "user is one word"
        yield (
            not self.codecs or bool(set(self.codecs) - set(CODECS)),
            f"codecs: {', '.join(CODECS)}",
        )
        yield not _is_address(self.bind), "bind is an address of this machine"
        yield bool(self.external) and not _is_address(self.external), "external is an address"
        yield bool(re.search(r"^/|\.\.|[^\w./-]", self.authority)), "authority is a file here"
        wrong = [one for one in self.numbers if not re.fullmatch(r"[0-9]{2,15}", one)]
        unknown = [one for one in self.calls_back if not _is_zone(one)]
        yield bool(unknown), "calls_back names time zones, such as Europe/Kyiv"
        yield not re.fullmatch(r"[0-9+*]{0,8}", self.prefix), "prefix is up to 8 of 0-9, +, *"
        yield bool(wrong), "numbers are digits, with a plus or without"
        open_keys = self.srtp is not Srtp.OFF and self.transport is not Transport.TLS
        yield open_keys, 'srtp without transport = "tls" sends its keys in the open; say "off"'
        nowhere = self.by is By.REGISTRATION and not self.contact
        yield nowhere, "numbers: name the number that the carrier leads here"

    @property
    def contact(self) -> str:
        """Return the number that a carrier is to call where we register."""
        return next(iter(self.numbers), self.user if self.user.isdecimal() else "")

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        return tuple(map(ZoneInfo, self.calls_back))

    @property
    def secret(self) -> str:
        """Return the name of the file in `secrets/` that holds the password; none is needed: ""."""
        return "" if self.by is By.ADDRESS else f"{PREFIX}{self.name}"


def read_trunks(found: object) -> tuple[Trunk, ...]:
    """Return what `[line]` says of trunks; raises WrongTrunk."""
    if not isinstance(found, dict) or set(found) - {"trunk"} - KEYS:
        raise WrongTrunk(f"[line] holds [[line.trunk]], {', '.join(sorted(KEYS))}, nothing else")
    tables = found.get("trunk", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise WrongTrunk("[[line.trunk]] is written with two brackets")
    trunks = tuple(map(_trunk, tables))
    _refuse_twins(trunks)
    return trunks


def way_out(trunks: Iterable[Trunk]) -> Trunk | None:
    """Return the carrier through which people are called back, if the programme names one."""
    return next((one for one in trunks if one.calls_back), None)


def to_toml(trunks: Iterable[Trunk]) -> str:
    return "".join(f"\n[[line.trunk]]\n{_lines(trunk)}" for trunk in trunks)


def _trunk(found: Mapping[str, object]) -> Trunk:
    name = str(found.get("name", "?"))
    if unknown := set(found) - set(Trunk.__slots__):
        raise WrongTrunk(f"[[line.trunk]] {name}: what is {', '.join(sorted(unknown))}?")
    if lacking := {"name", "host", "transport", "by", "srtp"} - set(found):
        raise WrongTrunk(f"[[line.trunk]] {name}: it lacks {', '.join(sorted(lacking))}")
    transport = _one_of(Transport, found["transport"], f"{name}: transport")
    return Trunk(
        name=name,
        host=str(found["host"]),
        port=_port(found.get("port", PORTS[transport])),
        transport=transport,
        by=_one_of(By, found["by"], f"{name}: by"),
        user=str(found.get("user", "")),
        srtp=_one_of(Srtp, found["srtp"], f"{name}: srtp"),
        codecs=_words(found.get("codecs", CODECS)),
        bind=str(found.get("bind", LOOPBACK)),
        external=str(found.get("external", "")),
        authority=str(found.get("authority", "")),
        calls_back=_words(found.get("calls_back", [])),
        prefix=str(found.get("prefix", "")),
        numbers=tuple(one.removeprefix("+") for one in _words(found.get("numbers", []))),
    )


def _refuse_twins(trunks: tuple[Trunk, ...]) -> None:
    """One name or user is one trunk; who listens at one place checks certificates in one way."""
    names = [name for one in trunks for name in {one.name, one.user} - {""}]
    if twins := {name for name in names if names.count(name) > 1}:
        raise WrongTrunk(f"[[line.trunk]] {', '.join(sorted(twins))}: two trunks have it")
    ways = {(one.transport, one.bind, one.authority, one.external) for one in trunks}
    if len(ways) > len({way[:2] for way in ways}):
        raise WrongTrunk(
            "[[line.trunk]] two trunks listen at one place with unlike authority or external"
        )


def _one_of(kind: type[Word], word: object, where: str) -> Word:
    try:
        return kind(str(word))
    except ValueError as error:
        raise WrongTrunk(f"[[line.trunk]] {where} is {', '.join(kind)}") from error


def _port(found: object) -> int:
    return found if type(found) is int else 0


def _words(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else (str(found),)


def _is_zone(words: str) -> bool:
    try:
        return bool(ZoneInfo(words))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_address(words: str) -> bool:
    try:
        ipaddress.ip_address(words)
    except ValueError:
        return False
    return True


def _lines(trunk: Trunk) -> str:
    values = ((name, getattr(trunk, name)) for name in Trunk.__slots__)
    # A JSON value is a TOML value, for words, numbers and lists of words.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values if value
    )
