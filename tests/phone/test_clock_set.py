"""The clock of the machine is set while the line is up: whoever calls then hears it speak.

Asterisk counts by a clock that is really set, which libfaketime sees to; what watches it reads the
same clock.
"""

import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from safeconduct.phone.switch import unpacked
from tests.conftest import leave_out
from tests.phone.conftest import Calls, Line, until
from tests.phone.test_line import ABOUT_ME, ENGLISH, NO_NEEDS, SAFE, arrivals, whole

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(300),
]

FAKED = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
SETTABLE = """\
import os, sys, time

def day(true=time.time):
    return true() + float(open({clock!r}).read())

if sys.orig_argv[-1] == "switch":
    time.time = day
    os.environ |= {{"LD_PRELOAD": {library!r}, "FAKETIME_TIMESTAMP_FILE": {clock!r}}}
    os.environ |= {{"FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}}
"""
TWO_SECONDS_OF_SOUND = 100


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clock that is set by writing how many seconds it is ahead."""
    kept = tmp_path_factory.mktemp("clock") / "ahead"
    kept.write_text("+0\n")
    return kept


@pytest.fixture(scope="module")
def line(clock: Path) -> Iterator[Line]:
    if unpacked() is None or FAKED is None:
        leave_out("there is no Asterisk, or no libfaketime, by which its clock is set")
    one = Line()
    told = SETTABLE.format(clock=str(clock), library=str(FAKED))
    (clock.parent / "sitecustomize.py").write_text(told)
    one.environment["PYTHONPATH"] += f":{clock.parent}"
    with one:
        one.wait_for_prompts()
        yield one


def heard(line: Line, caller: Calls) -> int:
    """Return how many packets of sound a caller was sent, whose words were handed in."""
    before = len(arrivals(line))
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as ear:
        ear.bind(("127.0.0.1", 0))
        port = ear.getsockname()[1]
        calling = caller(whole(ENGLISH, SAFE, ABOUT_ME, NO_NEEDS, "6.0"), more=("-mp", str(port)))
        assert calling.call(line.sip_port).returncode == 0
        until(lambda: len(arrivals(line)) > before, 20)
        return sum(1 for _ in packets(ear))


def packets(ear: socket.socket) -> Iterator[bytes]:
    ear.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            yield ear.recv(2_048)


@pytest.mark.parametrize("ahead", [-3_600, +0, +86_400])
def test_after_the_clock_was_set_the_line_speaks(
    line: Line, caller: Calls, clock: Path, ahead: int
) -> None:
    assert heard(line, caller) > TWO_SECONDS_OF_SOUND
    before = line.pids("switch")
    clock.write_text(f"{ahead:+}\n")
    until(lambda: line.pids("switch") and not {*line.pids("switch")} & {*before}, 30)
    until(lambda: line.applications() == ["safeconduct"], 30)
    assert heard(line, caller) > TWO_SECONDS_OF_SOUND
    assert "so the switch begins anew" in line.log.read_text()
