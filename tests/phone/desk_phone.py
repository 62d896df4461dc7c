"""An operator's desk phone made of SIPp: registers with its seat's password, then answers calls."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.switch import unpacked
from tests.phone.caller import PLAYS, sipp
from tests.postgres_server import free_port

REGISTER = """\
<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="registers">
  <send retrans="500"><![CDATA[
{request}
Content-Length: 0

]]></send>
  <recv response="100" optional="true"/>
  <recv response="401" auth="true"/>
  <send retrans="500"><![CDATA[
{request}
[authentication username={name} password={password}]
Content-Length: 0

]]></send>
  <recv response="100" optional="true"/>
  <recv response="200"/>
</scenario>
"""
REQUEST = """\
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{name}@[remote_ip]>;tag=[pid]SIPpTag00[call_number]
To: <sip:{name}@[remote_ip]>
Call-ID: [call_id]
CSeq: [cseq] REGISTER
Contact: <sip:{name}@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 3600"""
ANSWER = """\
SIP/2.0 {said}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]SIPpTag01[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
"""
SOUND = """\
Content-Type: application/sdp
Content-Length: [len]

v=0
o=operator 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
"""
RINGS = """\
<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="answers">
  <recv request="INVITE" crlf="true"/>
  <send><![CDATA[
{ringing}Content-Length: 0

]]></send>
"""
NEVER = """\
  <recv request="CANCEL" timeout="60000"/>
  <send><![CDATA[
{taken}Content-Length: 0

]]></send>
</scenario>
"""
PICKS_UP = """\
  <pause milliseconds="{rings}"/>
  <send retrans="500"><![CDATA[
{ok}{sound}
]]></send>
  <recv request="ACK" crlf="true"/>
{speaks}"""
HANGS_UP = """\
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$to];tag=[pid]SIPpTag01[call_number]
To:[$from]
Call-ID: [call_id]
CSeq: 1 BYE
Max-Forwards: 70
Reason: Q.850;cause={cause}
Content-Length: 0

]]></send>
  <recv response="200"/>
</scenario>
"""
WHO_CALLS = """\
  <recv request="INVITE" crlf="true" rrs="true">
    <action>
      <ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
      <ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
    </action>
  </recv>
"""
LISTENS = '  <pause milliseconds="7000"/>\n'
TIMES_SPOKEN = 12
"""Who speaks no more is taken for lost by the switch."""
IS_HUNG_UP_ON = """\
  <recv request="BYE" timeout="200000"/>
  <send><![CDATA[
{ok}Content-Length: 0

]]></send>
</scenario>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPhone:
    """One telephone: `name` and `password` are its seat's; it listens on a port of its own."""

    name: str
    password: str = field(repr=False)
    folder: Path = field(repr=False)
    media: int
    port: int = field(default_factory=free_port)

    def registers(self, sip_port: int) -> bool:
        """Register; says whether the switch took it."""
        request = REQUEST.format(name=self.name)
        scenario = REGISTER.format(request=request, name=self.name, password=self.password)
        with self._sipp(sip_port, scenario, "-m", "1", "-timeout", "5s") as running:
            running.wait(30)
        return running.returncode == 0

    @contextmanager
    def answering(
        self, sip_port: int, *, rings: float = 0.5, times: int = TIMES_SPOKEN
    ) -> Iterator["subprocess.Popen[str]"]:
        """Pick up each call after some seconds, and speak so many times, or until it is over."""
        voice = unpacked() / "usr/share/sip-tester/g711a.pcap"
        ok = ANSWER.format(said="200 OK")
        picks_up = PICKS_UP.format(
            rings=int(rings * 1000),
            ok=ok,
            sound=SOUND,
            speaks=(PLAYS.format(file=voice) + LISTENS) * times,
        )
        ends = IS_HUNG_UP_ON.format(ok=ok)
        with self._listening(sip_port, _ringing() + picks_up + ends) as running:
            yield running

    @contextmanager
    def hanging_up(self, sip_port: int, cause: int) -> Iterator["subprocess.Popen[str]"]:
        """Pick up, speak for some seconds, and hang up for a cause."""
        voice = unpacked() / "usr/share/sip-tester/g711a.pcap"
        picks_up = PICKS_UP.format(
            rings=500,
            ok=ANSWER.format(said="200 OK"),
            sound=SOUND,
            speaks=PLAYS.format(file=voice) + LISTENS,
        )
        rings = _ringing().replace('  <recv request="INVITE" crlf="true"/>\n', WHO_CALLS)
        with self._listening(sip_port, rings + picks_up + HANGS_UP.format(cause=cause)) as running:
            yield running

    @contextmanager
    def ringing(self, sip_port: int) -> Iterator["subprocess.Popen[str]"]:
        """Ring, and never pick up."""
        never = NEVER.format(taken=ANSWER.format(said="200 OK"))
        with self._listening(sip_port, _ringing() + never) as running:
            yield running

    @contextmanager
    def _listening(self, sip_port: int, scenario: str) -> Iterator["subprocess.Popen[str]"]:
        running = self._sipp(sip_port, scenario)
        try:
            yield running
        finally:
            running.kill()
            running.wait()

    def _sipp(self, sip_port: int, scenario: str, *words: str) -> "subprocess.Popen[str]":
        file = self.folder / f"desk-phone-{free_port()}.xml"
        file.write_text(scenario)
        return subprocess.Popen(
            [*sipp(), f"127.0.0.1:{sip_port}", "-sf", str(file), "-i", "127.0.0.1",
             "-p", str(self.port), "-mp", str(self.media), "-nostdin", *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, cwd=self.folder, env={"TERM": "dumb"},
        )  # fmt: skip


def _ringing() -> str:
    return RINGS.format(ringing=ANSWER.format(said="180 Ringing"))
