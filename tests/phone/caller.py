"""A caller made of SIPp: a real call to a running switch, keys as RFC 4733, a voice as RTP."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.switch import unpacked
from tests.phone.echoing import echo
from tests.phone.keys import write_press, write_silence, write_whisper
from tests.postgres_server import free_port

HEAD = """\
<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: sip:{number}@[local_ip]:[local_port]
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rtd="true"/>
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""
HANGS_UP = """\
  <send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{number}@[local_ip]:[local_port]>;tag=[pid]SIPpTag00[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200"/>
</scenario>
"""
IS_HUNG_UP_ON = """\
  <recv request="BYE" timeout="{patience}"/>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
"""
PORTS_EACH = 100
SILENCE_SECONDS, WHISPER_SECONDS = 90.0, 10.0
LASTS_SECONDS, LEAVES_SECONDS = 220, 100
"""So long a caller is there at most; and so much sooner they wait no more to be hung up on."""
ONE_KEY_SECONDS = 1.0
PLAYS = '  <nop><action><exec play_pcap_audio="{file}"/></action></nop>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a caller does after the answer: `acts` in turn, then hangs up or is hung up on.

    `times`: so many callers who all do the same, so many of them a second. `echoes`: sends back
    what it hears once its keys are pressed, so that who speaks with it hears themselves. `beside`:
    so many other callers were begun before and are still there. `lasts`: so many seconds the call
    may take. `more`: what SIPp is told besides.
    """

    acts: Sequence[str]
    stays: bool = False
    times: int = 1
    a_second: float = 1
    echoes: bool = False
    beside: int = 0
    lasts: int = LASTS_SECONDS
    number: str = "79000000042"
    dialled: str = "100"
    more: Sequence[str] = ()
    folder: Path = field(repr=False)

    def call(self, sip_port: int) -> subprocess.CompletedProcess[str]:
        """Call and return when the call is over."""
        with self.begun(sip_port) as running:
            output, _ = running.communicate(timeout=self.lasts + 20)
        return subprocess.CompletedProcess(running.args, running.returncode, output, "")

    def begun(self, sip_port: int) -> subprocess.Popen[str]:
        root = unpacked()
        if root is None:
            raise FileNotFoundError("make phone")
        scenario = self.folder / f"caller-{free_port()}.xml"
        scenario.write_text(self._scenario(root))
        command = sipp()
        command += [f"127.0.0.1:{sip_port}", "-sf", str(scenario), "-s", self.dialled]
        command += ["-m", str(self.times), *rate(self.a_second)]
        command += ["-i", "127.0.0.1", "-p", str(free_port()), "-mp", str(self._media())]
        command += ["-nostdin", "-timeout", f"{self.lasts}s", "-timeout_error", *self.more]
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", cwd=self.folder, env={"TERM": "dumb"},
        )  # fmt: skip
        if self.echoes:
            echo(running, "127.0.0.1", self._media(), after=pressing_seconds(self.acts))
        return running

    def _media(self) -> int:
        return media_port() + PORTS_EACH * self.beside

    def _scenario(self, root: Path) -> str:
        voice = root / "usr/share/sip-tester/g711a.pcap"
        acts = "".join(self._act(act, place, voice) for place, act in enumerate(self.acts))
        patience = 1000 * (self.lasts - LEAVES_SECONDS)
        stays = IS_HUNG_UP_ON.format(patience=patience)
        end = stays if self.stays else HANGS_UP.format(number=self.number)
        return HEAD.format(number=self.number) + acts + end

    def _act(self, act: str, place: int, voice: Path) -> str:
        """Return one act: seconds to wait (with a point), `speak`, or a key; `=1` comes twice.

        `silence`: sound comes for a while, in which nobody speaks; `whisper`: somebody does, low.
        """
        if act == "speak":
            return PLAYS.format(file=voice)
        if act == "silence":
            seconds = max(SILENCE_SECONDS, self.lasts - LASTS_SECONDS)
            write_silence(self.folder / "silence.pcap", seconds)
            return PLAYS.format(file=self.folder / "silence.pcap")
        if act == "whisper":
            write_whisper(self.folder / "whisper.pcap", WHISPER_SECONDS)
            return PLAYS.format(file=self.folder / "whisper.pcap")
        if not is_key(act):
            return f'  <pause milliseconds="{int(float(act) * 1000)}"/>\n'
        file = self.folder / f"press-{place}.pcap"
        write_press(file, act[-1], place, copies=len(act))
        return PLAYS.format(file=file)


def is_key(act: str) -> bool:
    """Say whether an act is a key, and no time to wait nor a word for a sound."""
    return len(act) == 1 or act[0] == "="


def pressing_seconds(acts: Sequence[str]) -> float:
    """Return so many seconds after the answer that every key of these acts is pressed."""
    keys = [place for place, act in enumerate(acts) if is_key(act)]
    if not keys:
        return 0.0
    before = acts[: keys[-1]]
    waits = (float(act) for act in before if not is_key(act) and not act.isalpha())
    return sum(waits) + ONE_KEY_SECONDS


def rate(a_second: float) -> list[str]:
    """Return SIPp's words for so many calls a second; less than whole ones are counted in ten."""
    if float(a_second).is_integer():
        return ["-r", str(int(a_second))]
    return ["-r", str(round(10 * a_second)), "-rp", "10s"]


def sipp() -> list[str]:
    """Return the words that start the SIPp of `make phone`."""
    root = unpacked()
    if root is None:
        raise FileNotFoundError("make phone")
    (libraries,) = (path.parent for path in root.glob("usr/lib/*/libc.so.6"))
    loader = next(iter(libraries.glob("ld-linux*.so.*")))
    return [str(loader), "--library-path", str(libraries), str(root / "usr/bin/sipp")]


def media_port() -> int:
    """Return the first of many even ports that nothing else of a test listens on."""
    return 40_000 + 1_000 * (os.getpid() % 15)
