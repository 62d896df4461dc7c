"""What the switch is told of carriers' trunks, in its own words; the settings: programme/trunks."""

import ipaddress
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from safeconduct.programme.home import Home
from safeconduct.programme.trunks import LOOPBACK, By, Srtp, Transport, Trunk

ANY = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to know it when it is asked for
CERTIFICATE, KEY = "line_certificate", "line_key"
HERE = "loopback"
"""What listens on this machine alone, by UDP."""
LONGEST_SILENCE = 3_600
"""So many seconds without sound, and the switch ends a call by itself, were it in a talk."""
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")

MODULES = (
    "res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration", "res_pjsip_acl",
)  # fmt: skip

TRANSPORT = """\

[{name}]
type = transport
protocol = {protocol}
bind = {bind}:{port}
allow_reload = no
"""
TLS = """\
method = tlsv1_2
ca_list_file = {authority}
verify_server = yes
verify_client = {verify}
require_client_cert = {verify}
"""
ENDPOINT = """\

[{endpoint}]
type = endpoint
transport = {transport}
context = {context}
identify_by = {identify}
aors = {name}-way
{auth}{dials}disallow = all
allow = {codecs}
direct_media = no
rtp_symmetric = yes
dtmf_mode = rfc4733
rtp_timeout = {longest}
send_connected_line = no
media_encryption = {encryption}
media_encryption_optimistic = {optimistic}

[{name}-way]
type = aor
contact = sip:{host}:{port}\\;transport={protocol}
"""
AUTH = """\

[{name}-auth]
type = auth
auth_type = userpass
username = {user}
password = {password}
"""
REGISTRATION = """\

[{name}-registration]
type = registration
transport = {transport}
outbound_auth = {name}-auth
server_uri = sip:{host}:{port}\\;transport={protocol}
client_uri = sip:{user}@{host}
contact_user = {contact}
expiration = 300
retry_interval = 20
forbidden_retry_interval = 120
fatal_retry_interval = 120
max_retries = 1000000
auth_rejection_permanent = no
"""
CONTEXT = """\

[{context}]
{lines}"""
ENTRY = """\
exten => {pattern},1,Stasis({application},{called})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?over)
 same => n,Ringing()
 same => n,Wait(1)
 same => n,Set(waited=$[0${{waited}} + 1])
 same => n,GotoIf($[${{waited}} < {patience}]?1)
 same => n,Hangup(42)
 same => n(over),Hangup()
"""
"""Who calls while our application is away, as between two of its lives, hears ringing for
`patience` seconds; then SIP says 503, where a proxy or a carrier may take another way."""
PATIENCE, PATIENCE_OF_SEVERAL = 20, 2
"""Seconds; fewer where another switch can take the call."""


DIALS = """\
from_user = anonymous
from_domain = anonymous.invalid
"""
"""What a telephone that we call back shows of us: nothing (as far as its carrier obeys)."""


class NoPassword(ValueError):
    """A trunk's password is missing; the message says where it belongs."""


def pjsip(trunks: Sequence[Trunk], home: Home, sip: int) -> str:
    """Return the part of pjsip.conf about trunks; raises NoPassword. `sip`: the port of UDP.

    Where every carrier is known by its address, others are refused before anything is read.
    """
    ways = groupby(sorted(trunks, key=transport_of), key=transport_of)
    parts = [_transport(tuple(several), home, sip) for way, several in ways if way != HERE]
    parts += [_carrier(one, home) for one in trunks]
    return "".join(parts) + _only(trunks)


def extensions(trunks: Sequence[Trunk], application: str, patience: int) -> str:
    """Return each trunk's context: its numbers, with a plus or without, or whatever it leads."""
    return "".join(
        CONTEXT.format(context=context_of(one), lines="".join(_lines(one, application, patience)))
        for one in trunks
    )


def entry(
    application: str, patience: int, *, pattern: str = "_[+0-9]!", called: str = "${EXTEN}"
) -> str:
    """Return how a call to such a number enters our application, the one thing it can do."""
    return ENTRY.format(pattern=pattern, application=application, called=called, patience=patience)


def transport_of(trunk: Trunk) -> str:
    """Name what listens for a trunk: to a proxy on this machine the switch listens in any case."""
    if (trunk.transport, trunk.bind, trunk.external) == (Transport.UDP, LOOPBACK, ""):
        return HERE
    return f"{trunk.transport}-{trunk.bind.replace(':', '.')}"


def context_of(trunk: Trunk) -> str:
    return f"line-{trunk.name}"


def addresses_of(host: str) -> tuple[str, ...]:
    """Return what a carrier's name stands for now; the name itself where nobody knows it."""
    with suppress(OSError):
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, None)}
        return tuple(sorted(found)) or (host,)
    return (host,)


def _transport(several: tuple[Trunk, ...], home: Home, sip: int) -> str:
    trunk = several[0]
    encrypted = trunk.transport is Transport.TLS
    bind = f"[{trunk.bind}]" if ":" in trunk.bind else trunk.bind
    head = TRANSPORT.format(
        name=transport_of(trunk), protocol=trunk.transport, bind=bind, port=sip + encrypted
    )
    own = (
        f"external_media_address = {trunk.external}\n"
        f"external_signaling_address = {trunk.external}\n"
    )
    return head + (_tls(several, home) if encrypted else "") + (own if trunk.external else "")


def _tls(several: tuple[Trunk, ...], home: Home) -> str:
    """Whom we call proves who they are; who calls does where a carrier's authority is named."""
    named = several[0].authority
    authority = home.root / named if named else AUTHORITIES
    called = any(trunk.by is not By.REGISTRATION for trunk in several)
    verify = "yes" if named and called else "no"
    files = {"cert_file": home.secrets / CERTIFICATE, "priv_key_file": home.secrets / KEY}
    own = "".join(f"{name} = {path}\n" for name, path in files.items() if path.exists())
    return TLS.format(authority=authority, verify=verify) + own


def _carrier(trunk: Trunk, home: Home) -> str:
    facts = {
        "longest": str(LONGEST_SILENCE),
        "name": trunk.name,
        "endpoint": _endpoint(trunk),
        "transport": transport_of(trunk),
        "context": context_of(trunk),
        "auth": f"auth = {trunk.name}-auth\n" if trunk.by is By.PASSWORD else "",
        "dials": _dials(trunk),
        "identify": "auth_username" if trunk.by is By.PASSWORD else "ip",
        "codecs": ",".join(trunk.codecs),
        "encryption": "no" if trunk.srtp is Srtp.OFF else "sdes",
        "optimistic": "yes" if trunk.srtp is Srtp.OFFERED else "no",
        "host": f"[{trunk.host}]" if ":" in trunk.host else trunk.host,
        "port": str(trunk.port),
        "protocol": trunk.transport.value,
        "user": trunk.user,
        "contact": trunk.contact,
        "password": _password(trunk, home),
    }
    return "".join(part.format(**facts) for part in _parts(trunk))


def _dials(trunk: Trunk) -> str:
    proves = f"outbound_auth = {trunk.name}-auth\n" if trunk.secret else ""
    return proves + DIALS if trunk.calls_back else ""


def dialled(trunk: Trunk, number: str) -> str:
    """Return how the switch is told to dial a number; raises ValueError for what is none."""
    if not (number.isascii() and number.isdigit()):
        raise ValueError("not a number")
    return f"PJSIP/{trunk.prefix}{number}@{_endpoint(trunk)}"


def _endpoint(trunk: Trunk) -> str:
    return trunk.user if trunk.by is By.PASSWORD else trunk.name


def _parts(trunk: Trunk) -> Iterator[str]:
    yield ENDPOINT
    yield from OF_KIND[trunk.by]
    if trunk.by is not By.PASSWORD:
        matches = "".join(f"match = {one}\n" for one in addresses_of(trunk.host))
        yield f"\n[{trunk.name}-from]\ntype = identify\nendpoint = {trunk.name}\n{matches}"


OF_KIND = {By.ADDRESS: (), By.REGISTRATION: (AUTH, REGISTRATION), By.PASSWORD: (AUTH,)}


def _password(trunk: Trunk, home: Home) -> str:
    if not trunk.secret:
        return ""
    path = home.secrets / trunk.secret
    try:
        words = path.read_text("utf-8").strip()
    except OSError as error:
        raise NoPassword(f"trunk {trunk.name}: its password belongs in {path}") from error
    if not words or not words.isprintable():
        raise NoPassword(f"trunk {trunk.name}: {path} is to hold one line, its password")
    return words.replace("\\", "\\\\").replace(";", "\\;")


def _only(trunks: Iterable[Trunk]) -> str:
    """Refuse everybody else at once; not where a carrier calls from any address, or is unknown."""
    found = [one for trunk in trunks for one in addresses_of(trunk.host)]
    if any(trunk.by is By.PASSWORD for trunk in trunks) or not all(map(_numeric, found)):
        return ""
    permitted = "".join(f"permit = {one}\n" for one in ("127.0.0.0/8", "::1", *found))
    return f"\n[carriers]\ntype = acl\ndeny = 0.0.0.0/0\ndeny = ::/0\n{permitted}" if found else ""


def _numeric(words: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(words))
    return False


def _lines(trunk: Trunk, application: str, patience: int) -> Iterator[str]:
    if not trunk.numbers:
        yield entry(application, patience)
    for number in trunk.numbers:
        for pattern in (number, f"+{number}"):
            yield entry(application, patience, pattern=pattern, called=number)
