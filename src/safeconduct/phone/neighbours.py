"""Switches of one programme that ring at each other's operators: a trunk between them (ADR 25).

One switch may do nothing at another but ring at one seat, by its random name, and it proves that it
is of the same programme by a password that all nodes share. Sound between them is not encrypted:
they reach each other over this machine's loopback or a private network.
"""

import ipaddress
import os
import re

from safeconduct.programme.home import Home

CONTEXT, NAME, SECRET = "neighbours", "nodes", "nodes"
OUT = "to-nodes"
"""What calls another node. Who holds a caller sends it no sound, so only this side waits for some:
of a node that rings here and has died, the session's own timer tells.
"""
SIP_PORT = 5060
RING_SECONDS = 20
SEAT_LETTERS = 24
"""How long the random name of a seat is: hex digits of `talks.seats.NAME_BYTES`."""
MODULES = ("app_dial", "app_stack", "func_channel", "res_pjsip_outbound_authenticator_digest")
ADDRESS = re.compile(r"(\d+\.\d+\.\d+\.\d+):(\d{1,5})")

SOUND = """\
transport = {transport}
context = {context}
disallow = all
allow = alaw,ulaw
direct_media = no
media_address = {host}
bind_rtp_to_media_address = yes
rtp_symmetric = yes
dtmf_mode = rfc4733
send_connected_line = no
timers = always
timers_min_se = 90
timers_sess_expires = 90
"""
ENDPOINTS = """\

[{name}]
type = endpoint
identify_by = username
auth = {name}-auth
callerid = <line>
{sound}
[{out}]
type = endpoint
identify_by = username
from_user = {name}
outbound_auth = {name}-auth
rtp_timeout = 30
rtp_timeout_hold = 30
{sound}
[{name}-auth]
type = auth
auth_type = userpass
username = {name}
password = {password}
"""
TRANSPORT = """\

[{name}-way]
type = transport
protocol = udp
bind = {host}:{port}
"""
RINGS = """\

[{context}]
exten => _{seat},1,Dial(PJSIP/${{EXTEN}},{seconds},gb({context}-ends^heard^1))
 same => n,GotoIf($["${{DIALSTATUS}}"="ANSWER"]?talked)
 same => n,Hangup(${{HANGUPCAUSE}})
 same => n(talked),Wait(0.3)
 same => n,Hangup(${{ENDED}})

[{context}-ends]
exten => heard,1,Set(CHANNEL(hangup_handler_push)={context}-ends,told,1)
 same => n,Return()
exten => told,1,Set(MASTER_CHANNEL(ENDED)=${{HANGUPCAUSE}})
 same => n,Return()
"""
"""Asterisk calls every talk that ends after `Dial` a normal one. So the operator's own leg notes
why it ended, and who calls us is told so a moment later: there it counts whether a hand hung up.
"""


class WrongAddress(ValueError):
    """Where other nodes are to reach this one is no address; the message says what one is."""


def address() -> str:
    """Return where other nodes reach this switch; "" where it is the only one.

    `LINE_ADDRESS` gives it, unnamed it is this machine's loopback. Raises WrongAddress.
    """
    if "LINE_NODE" not in os.environ:
        return ""
    words = os.environ.get("LINE_ADDRESS") or f"127.0.0.1:{os.environ.get('SIP_PORT', SIP_PORT)}"
    host, _ = _parts(words)
    if not (host.is_loopback or host.is_private) or host.is_unspecified:
        raise WrongAddress("LINE_ADDRESS: nodes reach each other over a private network only")
    return words


def pjsip(home: Home, reached_at: str) -> str:
    """Return the part of pjsip.conf about other nodes; nothing where there are none."""
    if not reached_at:
        return ""
    host, port = _parts(reached_at)
    transport = "loopback" if host.is_loopback else f"{NAME}-way"
    sound = SOUND.format(transport=transport, context=CONTEXT, host=host)
    way = "" if host.is_loopback else TRANSPORT.format(name=NAME, host=host, port=port)
    password = home.secret(SECRET).hex()
    return way + ENDPOINTS.format(name=NAME, out=OUT, sound=sound, password=password)


def extensions(reached_at: str) -> str:
    """Return what another node can do here: ring at a seat, by its whole name."""
    seat = "[0-9a-f]" * SEAT_LETTERS
    rings = RINGS.format(context=CONTEXT, seat=seat, seconds=RING_SECONDS)
    return rings if reached_at else ""


def dialled(seat: str, reached_at: str) -> str:
    """Return what this switch calls to ring at a seat of another node."""
    return f"PJSIP/{OUT}/sip:{seat}@{reached_at}"


def _parts(words: str) -> tuple[ipaddress.IPv4Address, int]:
    found = ADDRESS.fullmatch(words)
    try:
        if found and 0 < int(found[2]) < 2**16:
            return ipaddress.IPv4Address(found[1]), int(found[2])
    except ValueError:
        pass
    raise WrongAddress("LINE_ADDRESS: an IPv4 address, a colon and a port, like 10.0.0.1:5070")
