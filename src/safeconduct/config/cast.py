"""`safeconduct cast`: the staff of a demonstration or drill, their phrases and current codes.

Imports no Django: it only reads the file that `init` left, and refuses a live programme.
"""

import argparse
import base64
import hashlib
import hmac
import json
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table

from safeconduct.programme.deployment import Deployment, NoProgramme
from safeconduct.programme.home import Home, current_home

PERIOD = 30


class NoCast(Exception):
    """One clear line: why there is nobody to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast, with what they sign in with."""

    call_sign: str
    roles: tuple[str, ...]
    phrase: str = field(repr=False)
    totp_secret: str = field(repr=False)

    def shown(self, at: float) -> dict[str, object]:
        return {
            "call_sign": self.call_sign,
            "roles": list(self.roles),
            "phrase": self.phrase,
            "code": code(self.totp_secret, at),
            "seconds_left": seconds_left(at),
        }


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct cast", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a member, once")
    parser.add_argument("--once", action="store_true", help="show once, do not keep up with codes")
    wanted = parser.parse_args(argv)
    try:
        members = cast(current_home())
    except NoCast as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    if wanted.json:
        for member in members:
            print(json.dumps(member.shown(time.time()), ensure_ascii=False))
        return 0
    show(members, again=not wanted.once and sys.stdout.isatty())
    return 0


def cast(home: Home) -> tuple[Member, ...]:
    """Return the cast of a demonstration or drill; raises NoCast."""
    try:
        deployment = Deployment.load(home.programme)
        if deployment.live:
            raise NoCast("this programme is live: nobody's phrase is kept anywhere")
        found = json.loads(home.cast.read_text("utf-8"))["staff"]
    except FileNotFoundError as error:
        raise NoCast(
            f"there is no cast in {home.root}; a demonstration or drill has one"
        ) from error
    except NoProgramme as error:
        raise NoCast(str(error)) from error
    return tuple(
        Member(
            call_sign=one["call_sign"],
            roles=tuple(one["roles"]),
            phrase=one["phrase"],
            totp_secret=one["totp_secret"],
        )
        for one in found
    )


def show(members: Sequence[Member], *, again: bool) -> None:
    """Show the cast; on a terminal keep the codes current until Ctrl-C."""
    if not again:
        Console(width=None if sys.stdout.isatty() else 140).print(table(members, time.time()))
        return
    with Live(table(members, time.time()), refresh_per_second=2) as live:
        while True:
            time.sleep(0.5)
            live.update(table(members, time.time()))


def table(members: Sequence[Member], at: float) -> Table:
    found = Table(caption=f"codes change in {seconds_left(at)} s", box=None, pad_edge=False)
    for title in ("call sign", "role", "phrase", "code"):
        found.add_column(title, no_wrap=title != "role")
    for member in members:
        roles = ", ".join(member.roles).replace("_", " ")
        found.add_row(member.call_sign, roles, member.phrase, code(member.totp_secret, at))
    return found


def code(secret: str, at: float) -> str:
    """Return the six digits of RFC 6238 (SHA-1, 30 s) for a base32 secret."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // PERIOD), hashlib.sha1)
    value = digest.digest()
    offset = value[-1] & 15
    number = struct.unpack(">I", value[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def seconds_left(at: float) -> int:
    return PERIOD - int(at) % PERIOD
