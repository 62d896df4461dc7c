"""What a soak asks of the line: a talk with an operator after each drill, and nothing left over."""

import sqlite3
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.endings import left_on_the_switch
from tests.phone.at_desk import AtDesk, Sitting
from tests.phone.caller import Caller
from tests.phone.conftest import Line, until
from tests.phone.desk_phone import DeskPhone
from tests.postgres_server import free_port

WANTS_PERSON = "2.5 3 1.5 1 1.5 1 1.5 0 0.6 #"
TALKS = "speak 10.0"
SEATED_SECONDS, RINGS_SECONDS, GONE_SECONDS = 1.2, 60.0, 30.0
OF_CALLS = """
SELECT (SELECT count(*) FROM sc_talk WHERE channel = 'phone')
     + (SELECT count(*) FROM sc_address WHERE channel = 'phone')
"""


@dataclass(slots=True)
class LineSeen:
    """How many `called` and heard their answer, and `talked` with an operator; what was left.

    `unheard`: talks that were not held. `left`: the most that stood once nobody called any more.
    """

    called: int = 0
    talked: int = 0
    unheard: int = 0
    left: dict[str, int] = field(default_factory=dict)

    def hold(self, line: Line) -> None:
        """Let one caller talk with an operator, then look at what is left of all calls."""
        talked = talks_with_an_operator(line)
        self.talked += talked
        self.unheard += not talked
        for what, count in left_of_calls(line).items():
            self.left[what] = max(self.left.get(what, 0), count)

    @property
    def holds(self) -> bool:
        heard = self.called and self.talked and not self.unheard
        return bool(heard) and not any(self.left.values())

    def summary(self) -> dict[str, object]:
        return {
            "answered_after_a_call": self.called,
            "talked_with_an_operator": self.talked,
            "talks_not_held": self.unheard,
            "left_of_calls": self.left,
        }


def talks_with_an_operator(line: Line) -> bool:
    """Let a caller ask for a person and talk; the operator is on duty for that long only."""
    with tempfile.TemporaryDirectory() as folder, AtDesk(line) as desk:
        sitting = desk.seats()
        try:
            return _talks(line, desk, sitting, Path(folder))
        except AssertionError:
            return False
        finally:
            sitting.leaves()


def _talks(line: Line, desk: AtDesk, sitting: Sitting, folder: Path) -> bool:
    media = free_port() // 2 * 2
    phone = DeskPhone(name=sitting.name, password=sitting.password, folder=folder, media=media)
    until(lambda: phone.registers(line.sip_port), 10)
    sitting.ready()
    time.sleep(SEATED_SECONDS)
    caller = Caller(acts=f"{WANTS_PERSON} 10.0 {TALKS}".split(), folder=folder)
    with phone.answering(line.sip_port), caller.begun(line.sip_port) as calling:
        until(lambda: desk.state() == "talking", RINGS_SECONDS)
        calling.communicate(timeout=RINGS_SECONDS)
    until(lambda: desk.state() == "over", RINGS_SECONDS)
    return calling.returncode == 0 and sitting.wraps_up("about_self")


def left_of_calls(line: Line) -> dict[str, int]:
    """Return what stands of calls once nobody calls, when it had the time to go."""
    until_gone = time.monotonic() + GONE_SECONDS
    while any((left := _left(line)).values()) and time.monotonic() < until_gone:
        time.sleep(0.5)
    return left


def _left(line: Line) -> dict[str, int]:
    return {
        "channels": _many(line.switch("channels")),
        "rooms": _many(line.switch("bridges")),
        "recordings": left_on_the_switch(line.home),
        "talks": _talks_kept(line.home),
    }


def _many(found: object) -> int:
    """Return how many the switch tells of; a switch that does not answer hides one."""
    return len(found) if isinstance(found, list) else 1


def _talks_kept(home: Path) -> int:
    with sqlite3.connect(f"file:{home}/fleeting.sqlite3?mode=ro", uri=True) as database:
        return int(database.execute(OF_CALLS).fetchone()[0])
