"""The switch's configuration, made anew at each start: what it may load, hear and do.

Everything listens on this machine alone, but where a trunk says otherwise. A call can do nothing
but enter our application, and an operator can call nothing but an echo. Operators' places are made
while it runs, in its memory. Of calls it writes nothing, and what it records lies in memory where
there is a tmpfs.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone import neighbours, trunks
from safeconduct.programme.home import Home
from safeconduct.programme.plain_sound import RECORDED
from safeconduct.programme.trunks import Trunk

APPLICATION = "safeconduct"
LEG = "own-"
"""How the names of channels begin that we ourselves made: operators' legs, and ears."""
SEATS = "seats"
RTP_PORTS = 2_000

MODULES = (
    "res_timing_pthread", "res_crypto", "res_pjproject",
    "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb",
    "res_http_websocket", "res_websocket_client",
    "res_rtp_asterisk", "res_srtp",
    "res_pjsip", "res_pjsip_pubsub", "res_pjsip_session", "res_pjsip_sdp_rtp",
    "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user",
    "res_pjsip_authenticator_digest", "res_pjsip_registrar", "res_pjsip_transport_websocket",
    "res_pjsip_nat", "res_pjsip_rfc3326", "res_pjsip_caller_id", "res_pjsip_dtmf_info",
    "chan_pjsip",
    "codec_ulaw", "codec_alaw", "codec_a_mu", "codec_resample",
    "codec_opus_open_source", "res_format_attr_opus",
    "format_pcm", "format_sln", "format_wav",
    "pbx_config", "app_echo",
    "bridge_simple", "bridge_softmix", "chan_bridge_media",
    "res_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_recording",
    "res_stasis_snoop", "app_stasis",
    "res_ari", "res_ari_model", "res_ari_asterisk", "res_ari_applications", "res_ari_events",
    "res_ari_channels", "res_ari_playbacks", "res_ari_recordings",
    "res_ari_bridges", "res_ari_endpoints",
)  # fmt: skip
"""All that is loaded: no other protocol, no call records, no program that a call could start.

One thread is the clock of all that is played (ADR 39): a timer of the kernel's for each call would
take a good part of two cores. It goes by the time of day, which `phone/time_of_day.py` watches.
"""

ASTERISK = """\
[directories]
astetcdir => {etc}
astmoddir => {modules}
astdatadir => {root}/usr/share/asterisk
astvarlibdir => {fleeting}/lib
astdbdir => {fleeting}/lib
astkeydir => {fleeting}/lib
astagidir => {fleeting}/lib
astspooldir => {fleeting}/spool
astrundir => {fleeting}/run
astlogdir => {fleeting}/log

[options]
verbose = 0
debug = 0
nocolor = yes
hideconnect = yes
systemname = {name}
"""
LOGGER = """\
[general]
[logfiles]
console => error
"""
HTTP = """\
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = {ari}
enable_static = no
enable_status = no
sessionlimit = 2000
"""
"""Of the default 100 sessions a stranger who reaches the browsers' websocket could hold all."""
ARI = """\
[general]
enabled = yes

[{user}]
type = user
password = {password}
password_format = plain
"""
PJSIP = """\
[global]
type = global
endpoint_identifier_order = username,auth_username,ip,anonymous
user_agent = phone

[loopback]
type = transport
protocol = udp
bind = 127.0.0.1:{sip}

[browsers]
type = transport
protocol = ws
bind = 127.0.0.1
"""
PRACTICE = """\

[trunk]
type = endpoint
transport = loopback
identify_by = ip
send_connected_line = no
context = line
disallow = all
allow = alaw,ulaw
direct_media = no
rtp_symmetric = yes
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
dtmf_mode = rfc4733
rtp_timeout = {longest}

[trunk-from]
type = identify
endpoint = trunk
match = 127.0.0.1
"""
SORCERY = """\
[res_pjsip]
endpoint/written = config,pjsip.conf,criteria=type=endpoint
endpoint/drawn = memory
auth/written = config,pjsip.conf,criteria=type=auth
auth/drawn = memory
aor/written = config,pjsip.conf,criteria=type=aor
aor/drawn = memory
contact = memory
"""
RTP = """\
[general]
rtpstart = {rtp_first}
rtpend = {rtp_last}
"""
EXTENSIONS = """\
[general]
static = yes
writeprotect = yes

[line]
{entry}
[{seats}]
exten => echo,1,Answer()
 same => n,Echo()
 same => n,Hangup()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the switch listens: SIP, its own interface, and the first port of the sound."""

    sip: int
    ari: int
    rtp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One unpacked Asterisk that serves one programme; in practice anybody here may call it.

    `apart`: it has a folder of its own, as several of one programme do; `reached_at`: where the
    others reach it.
    """

    home: Home
    root: Path
    libraries: Path
    ports: Ports
    user: str
    password: str = field(repr=False)
    node: str = ""
    apart: bool = False
    reached_at: str = ""
    trunks: tuple[Trunk, ...] = ()
    practice: bool = True

    @property
    def folder(self) -> Path:
        return self.home.switch / (self.node if self.apart else "")

    @property
    def fleeting(self) -> Path:
        return self.home.switch_in_memory / (self.node if self.apart else "")

    @property
    def patience(self) -> int:
        return trunks.PATIENCE_OF_SEVERAL if self.apart else trunks.PATIENCE


def files(switch: Switch) -> dict[str, str]:
    """Return each file of the configuration by its name."""
    home, ports = switch.home, switch.ports
    wanted = (*MODULES, *trunks.MODULES, *(neighbours.MODULES if switch.reached_at else ()))
    loaded = "".join(f"load = {name}.so\n" for name in dict.fromkeys(wanted))
    return {
        "asterisk.conf": ASTERISK.format(
            etc=switch.folder,
            modules=switch.libraries / "asterisk" / "modules",
            root=switch.root,
            fleeting=switch.fleeting,
            name=switch.node,
        ),
        "logger.conf": LOGGER,
        "modules.conf": f"[modules]\nautoload = no\n{loaded}",
        "http.conf": HTTP.format(ari=ports.ari),
        "ari.conf": ARI.format(user=switch.user, password=switch.password),
        "pjsip.conf": PJSIP.format(sip=ports.sip)
        + (PRACTICE.format(longest=trunks.LONGEST_SILENCE) if switch.practice else "")
        + trunks.pjsip(switch.trunks, home, ports.sip)
        + neighbours.pjsip(home, switch.reached_at),
        "sorcery.conf": SORCERY,
        "rtp.conf": RTP.format(rtp_first=ports.rtp, rtp_last=ports.rtp + RTP_PORTS - 1),
        "extensions.conf": EXTENSIONS.format(
            entry=trunks.entry(APPLICATION, switch.patience), seats=SEATS
        )
        + trunks.extensions(switch.trunks, APPLICATION, switch.patience)
        + neighbours.extensions(switch.reached_at),
        "stasis.conf": "",
        "cdr.conf": "[general]\nenable = no\n",
        "cel.conf": "[general]\nenable = no\n",
    }


def write(switch: Switch) -> Path:
    """Write the whole configuration, for its owner alone; return the file to start with."""
    folder = switch.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("lib/keys", RECORDED, "run", "log"):
        (switch.fleeting / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in files(switch).items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
    return folder / "asterisk.conf"
