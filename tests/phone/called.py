"""Who is called back, made of SIPp: how they wished it, and what they do behind their carrier."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.phone.at_desk import AtDesk
from tests.phone.caller import PLAYS, Caller, pressing_seconds, sipp
from tests.phone.conftest import Line, until
from tests.phone.desk_phone import (
    ANSWER,
    HANGS_UP,
    IS_HUNG_UP_ON,
    NEVER,
    PICKS_UP,
    RINGS,
    SOUND,
    WHO_CALLS,
)
from tests.phone.echoing import echo
from tests.phone.keys import write_press
from tests.postgres_server import free_port

CARRIER, PORT = "127.0.0.7", free_port()
TRUNK = f"""
[[line.trunk]]
name = "out"
host = "{CARRIER}"
port = {PORT}
transport = "tcp"
by = "address"
srtp = "off"
numbers = ["380441234567"]
calls_back = ["UTC"]
prefix = "00"
"""
NUMBER = "79000000042"
OK = ANSWER.format(said="200 OK")
RINGING = RINGS.format(ringing=ANSWER.format(said="180 Ringing"))
BEGINS = """\
<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="says">
  <recv request="INVITE" crlf="true"/>
"""
SAYS = """\
  <send><![CDATA[
{said}Content-Length: 0

]]></send>
"""
BY_PROXY = OK + "[last_Record-Route:]\n"
HANGS_UP_BY_PROXY = HANGS_UP.replace("Max-Forwards", "[routes]\nMax-Forwards")
ENDS = """\
  <recv request="ACK"/>
</scenario>
"""


@dataclass(slots=True, kw_only=True)
class Called:
    """One telephone behind the carrier at `here`; what comes of a call stands in `trace`.

    `echoes`: it sends back what it hears, so that who calls hears themselves. `transport`: in
    SIPp's words.
    """

    here: str
    port: int
    folder: Path = field(repr=False)
    media: int
    echoes: bool = False
    transport: str = "t1"

    @contextmanager
    def picking_up(self, *acts: str) -> Iterator["Called"]:
        """Pick up, do each act (seconds, or a key), and stay until it is hung up on."""
        done = "".join(self._act(act, place) for place, act in enumerate(acts))
        picks_up = PICKS_UP.format(rings=500, ok=OK, sound=SOUND, speaks=done)
        with self._listening(RINGING + picks_up + IS_HUNG_UP_ON.format(ok=OK), acts):
            yield self

    @contextmanager
    def hanging_up(self, *acts: str) -> Iterator["Called"]:
        """Pick up behind a proxy, do each act, and hang up."""
        done = "".join(self._act(act, place) for place, act in enumerate(acts))
        picks_up = PICKS_UP.format(rings=500, ok=BY_PROXY, sound=SOUND, speaks=done)
        rings = RINGING.replace('  <recv request="INVITE" crlf="true"/>\n', WHO_CALLS)
        with self._listening(rings + picks_up + HANGS_UP_BY_PROXY.format(cause=16)):
            yield self

    @contextmanager
    def saying(self, *words: str) -> Iterator["Called"]:
        """Answer each call with these words of SIP, of which the last refuses it."""
        said = (SAYS.format(said=ANSWER.format(said=one)) for one in words)
        with self._listening(BEGINS + "".join(said) + ENDS):
            yield self

    @contextmanager
    def ringing(self) -> Iterator["Called"]:
        """Ring, and never pick up."""
        with self._listening(RINGING + NEVER.format(taken=OK)):
            yield self

    @property
    def trace(self) -> str:
        """Return every message as this telephone saw it."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*_messages.log")))

    def received(self, method: str) -> bool:
        """Say whether a request of this kind came; `Allow` names each kind too."""
        return any(line.startswith(f"{method} ") for line in self.trace.splitlines())

    def times_rung(self) -> int:
        """Return how many calls came; a repeat of the same message is none."""
        lines = self.trace.splitlines()
        return len({line for line in lines if line.startswith("Call-ID:")})

    def _act(self, act: str, place: int) -> str:
        if act == "speaks":
            voice = unpacked() / "usr/share/sip-tester/g711a.pcap"
            return PLAYS.format(file=voice) + '  <pause milliseconds="5000"/>\n'
        if len(act) > 1:
            return f'  <pause milliseconds="{int(float(act) * 1000)}"/>\n'
        file = self.folder / f"key-{place}.pcap"
        write_press(file, act, place)
        return PLAYS.format(file=file)

    @contextmanager
    def _listening(self, scenario: str, acts: Sequence[str] = ()) -> Iterator[None]:
        file = self.folder / "called.xml"
        file.write_text(scenario)
        running = subprocess.Popen(
            [*sipp(), "-t", self.transport, "-sf", str(file), "-i", self.here, "-p", str(self.port),
             "-mi", self.here, "-mp", str(self.media), "-nostdin", "-trace_msg"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.folder, env={"TERM": "dumb"},
        )  # fmt: skip
        if self.echoes:
            echo(running, self.here, self.media, after=pressing_seconds(acts))
        try:
            yield
        finally:
            running.kill()
            running.wait()


def lead_out(line: Line, trunk: str = TRUNK) -> None:
    """Let one carrier lead from a line to people."""
    until(lambda: line.applications() == ["safeconduct"], 30)
    with Home(root=line.home).programme.open("a") as file:
        file.write(trunk)
    line.kill("switch")
    until(lambda: not line.applications(), 10)
    line.kill("phone")
    line.wait_for_prompts()


def wish_a_call(line: Line, desk: AtDesk, folder: Path) -> None:
    """Let somebody wish, by a real call, to be called back on the number that they call from."""
    desk.forget_wishes()
    keys = [*keys_to_wish_a_call(), "1.0"]
    calling = Caller(acts=keys, folder=folder, number=NUMBER).call(line.sip_port)
    assert calling.returncode == 0, calling.stdout
    until(lambda: len(desk.wishes()) == 1, 20)


def came_of(desk: AtDesk) -> str:
    """Return what came of the newest try, once it is told in the log of its case."""
    until(lambda: desk.told() and desk.told()[-1][0] == "called_back", 90)
    return desk.told()[-1][1]


def keys_to_wish_a_call() -> Sequence[str]:
    """Return what a caller presses who wants to be called on this number, at any hour."""
    english, safe, calls_back, alone, any_hour, this_number = "3", "1", "5", "1", "5", "1"
    told = (english, safe, calls_back, alone, any_hour, this_number)
    return ("2.5", *(act for key in told for act in (key, "2.5")))
