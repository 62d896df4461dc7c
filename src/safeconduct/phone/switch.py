"""Which Asterisk serves the line: the one that `make phone` unpacked, or one that is named.

Read by the supervisor too, so nothing here wakes Django or the web client.
"""

import os
import re
import resource
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from safeconduct.phone import neighbours
from safeconduct.phone.configuration import LEG, Ports, Switch, write
from safeconduct.phone.time_of_day import end_when_set
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.home import Home

NO_SWITCH = (
    "no Asterisk: `make phone` unpacks one, or name your own with ASTERISK_ARI_URL,"
    " ASTERISK_ARI_USER and ASTERISK_ARI_PASSWORD"
)
UNPACKED = Path(__file__).resolve().parents[3] / ".asterisk"
USER = "safeconduct"
SIP_PORT, ARI_PORT, RTP_PORT = 5060, 8004, 10_000
NODE_LETTERS = 40
LOADERS = ("lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1")


class WrongNode(ValueError):
    """The name of this switch is none; the message says what one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where Asterisk's own interface (ARI) answers, and as whom we speak to it."""

    url: str
    user: str
    password: str = field(repr=False)


def unpacked() -> Path | None:
    """Return the root of the Asterisk that `make phone` made whole, or None."""
    return UNPACKED / "root" if (UNPACKED / "ready").exists() else None


def refused() -> bool:
    """Say whether this programme is to run without the line, whatever is there."""
    return os.environ.get("PHONE_LINE") == "off"


def named() -> bool:
    """Say whether the operators of this programme attach an Asterisk of their own."""
    return bool(os.environ.get("ASTERISK_ARI_URL"))


def runs() -> bool:
    """Say whether this programme has a line: wanted, and an Asterisk for it."""
    return not refused() and (named() or unpacked() is not None)


def ports() -> Ports:
    return Ports(
        sip=int(os.environ.get("SIP_PORT", SIP_PORT)),
        ari=int(os.environ.get("ARI_PORT", ARI_PORT)),
        rtp=int(os.environ.get("RTP_PORT", RTP_PORT)),
    )


def account(home: Home) -> Account:
    """Return the account at the named Asterisk, or at our own with its drawn password."""
    if named():
        return Account(
            url=address(),
            user=os.environ.get("ASTERISK_ARI_USER", USER),
            password=os.environ.get("ASTERISK_ARI_PASSWORD", ""),
        )
    return Account(url=address(), user=USER, password=password(home))


def node() -> str:
    """Return the name of this switch among those of the programme; raises WrongNode.

    `LINE_NODE` gives it; unnamed it is this machine's, and the port where its switch answers.
    """
    own = f"line-{socket.gethostname()}-{urlsplit(address()).port or ''}"
    name = os.environ.get("LINE_NODE") or re.sub(r"[^a-z0-9-]", "-", own.lower())[:NODE_LETTERS]
    if not re.fullmatch(rf"[a-z0-9-]{{1,{NODE_LETTERS}}}", name):
        raise WrongNode(f"LINE_NODE: up to {NODE_LETTERS} of a-z, 0-9 and the hyphen")
    if f"{name}-".startswith(LEG):
        raise WrongNode("LINE_NODE: neither `own` nor `own-…`: the calls that we make are named so")
    return name


def address() -> str:
    """Return where Asterisk answers by HTTP, the named one or our own; it is no secret."""
    named_one = os.environ.get("ASTERISK_ARI_URL", "")
    return named_one.rstrip("/") or f"http://127.0.0.1:{ports().ari}"


def password(home: Home) -> str:
    return home.secret("ari").hex()


def become(home: Home, root: Path) -> None:
    """Write the configuration anew and become Asterisk, so that who watches us watches it.

    What ends it when the clock is set stays beside it. Raises NoProgramme, NoPassword, WrongNode.
    """
    deployment = Deployment.load(home.programme)
    loader = next(root / name for name in LOADERS if (root / name).exists())
    (libraries,) = (path.parent for path in root.glob("usr/lib/*/libc.so.6"))
    switch = Switch(
        home=home, root=root, libraries=libraries, ports=ports(), user=USER,
        password=password(home), node=node(), apart="LINE_NODE" in os.environ,
        reached_at=neighbours.address(),
        trunks=deployment.trunks, practice=not deployment.live,
    )  # fmt: skip
    main = write(switch)
    end_when_set()
    _write_nothing()
    open_many()
    program = (str(root / "usr/sbin/asterisk"), "-C", str(main), "-f", "-n")
    os.execv(loader, (str(loader), "--library-path", str(libraries), *program))  # noqa: S606 - our own words


def _write_nothing() -> None:
    """Close our output: what Asterisk says of calls holds numbers, and keys that were pressed."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nothing, stream)


def open_many() -> None:
    """Take all the open files that we may: each call takes four, and the usual bound is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
