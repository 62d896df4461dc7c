"""A line without Asterisk: the real queue and the real rows, with a switch at the edge.

The switch plays to a channel one thing after another, as Asterisk does, and lets nobody into a
bridge while something is played to them.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.db import OperationalError
from django.utils import timezone

from safeconduct.domain.calls import What
from safeconduct.phone.applying import Worker
from safeconduct.phone.ari import Refused, Unreachable
from safeconduct.phone.call import Call, Turn
from safeconduct.phone.happened import NORMAL, Happened, Kind
from safeconduct.phone.operators import Operators
from safeconduct.phone.running import Running
from safeconduct.phone.speaker import Wait
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks import calls, orders, seats
from safeconduct.talks.one_thread import OneThread
from tests.phone.spoken import a_worker
from tests.telegram.test_signed_words import OutsideTheLoop

MUSIC = Path("music")
OFFLINE, ONLINE = "offline", "online"


@dataclass(slots=True)
class Switch:
    """One switch: `heard` is what began to play to callers, in turn; `tell` hears what happens.

    `unanswered`: what it never answers, by how the request ends; `refuses`: what it says no to, by
    a part of it. `ears`: by which listeners hear. `lasting`: what plays until it is ended.
    `falls_silent`: at which it begins to be down; `loses_answer`: what it does, and is down then.
    `dialled`: whom it was told to dial, and `up`: who of them is still there.
    `gone`: callers of whom it has not told yet that they are.
    `came`: how many packets of sound came from a caller. `shown`: what operators saw of each call.
    """

    tell: Callable[[Happened], None] = print
    heard: list[str] = field(default_factory=list)
    played: dict[str, list[tuple[str, Sequence[Path]]]] = field(default_factory=dict)
    rung: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    bridges: dict[str, set[str]] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    new_seats: str = ONLINE
    down: bool = False
    unanswered: str = ""
    refuses: str = ""
    falls_silent: str = ""
    loses_answer: str = ""
    dialled: list[str] = field(default_factory=list)
    up: list[str] = field(default_factory=list)
    came: dict[str, int] = field(default_factory=dict)
    ears: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    lasting: set[Path] = field(default_factory=lambda: {MUSIC})

    async def play(self, call: str, sounds: Sequence[Path], playback: str) -> None:
        self._fails_at("POST play")
        in_turn = self.played.setdefault(call, [])
        in_turn.append((playback, sounds))
        if len(in_turn) == 1:
            self._begins(call)

    def _begins(self, call: str) -> None:
        _, sounds = self.played[call][0]
        self.heard += [sound.name for sound in sounds]
        if self.lasting.isdisjoint(sounds):
            self._ends(call)

    def _ends(self, call: str) -> None:
        playback, _ = self.played[call].pop(0)
        self.tell(Happened(kind=Kind.PLAYED, call=call, of=playback))
        if self.played[call]:
            self._begins(call)

    def ends_playing(self, call: str) -> None:
        """Play to a caller to the end."""
        self._ends(call)

    async def plays(self, playback: str) -> bool:
        self._answers()
        return any(playback == one for line in self.played.values() for one, _ in line)

    async def stop_playing(self, playback: str) -> None:
        self._answers()
        for call, in_turn in self.played.items():
            if in_turn and in_turn[0][0] == playback:
                self._ends(call)

    async def hang_up(self, channel: str) -> None:
        self._answers()
        if self.unanswered == "hang up":
            await asyncio.Event().wait()
        if channel in self.up:
            self.up.remove(channel)
            self.tell(Happened(kind=Kind.DESTROYED, call=channel, cause=NORMAL))
        if channel in self.rung:
            self.ends(channel)
        if channel in self.ears:
            self.ears.remove(channel)

    async def is_up(self, call: str) -> bool:
        self._answers()
        return call not in self.gone

    async def sound_from(self, call: str) -> int:
        self._answers()
        return self.came.get(call, 0)

    async def calls(self) -> list[str]:
        self._answers()
        return list(self.up)

    async def channels(self) -> object:
        return await self.ask("GET", "channels")

    async def dial(self, _way: str, call: str, _seconds: int) -> None:
        self._fails_at("DIAL")
        self.dialled.append(call)
        self.up.append(call)
        self._is_down_after("DIAL")

    def ends(self, channel: str) -> None:
        """End an operator's leg."""
        self.rung.remove(channel)
        for joined in self.bridges.values():
            joined.discard(channel)
        self.tell(Happened(kind=Kind.DESTROYED, call=channel, cause=NORMAL))

    async def ask(self, method: str, path: str, _body: object = None, **facts: str) -> object:
        self._answers()
        if self.unanswered and f"{method} {path}".endswith(self.unanswered):
            await asyncio.Event().wait()
        self._fails_at(f"{method} {path}", *facts.values())
        done = self._done(method, path, facts)
        self._is_down_after(f"{method} {path}")
        return done

    def _done(self, method: str, path: str, facts: Mapping[str, str]) -> object:
        kind, _, rest = path.partition("/")
        if kind == "endpoints":
            return [{"resource": name, "state": state} for name, state in self.seats.items()]
        if kind == "asterisk" and "/endpoint/" in path:
            self.seats.setdefault(path.rpartition("/")[2], self.new_seats)
        elif kind == "channels" and "/snoop/" in path:
            self.ears.append(path.rpartition("/")[2])
        elif kind == "channels" and method == "POST":
            self.rung.append(facts["channelId"])
            self.shown.append(facts["callerId"])
        elif kind == "channels":
            return [{"id": leg} for leg in self.rung]
        elif kind == "bridges":
            return self._bridge(method, *rest.split("/"), *facts.get("channel", "").split(","))
        return None

    def _bridge(self, method: str, name: str, wish: str = "", *legs: str) -> object:
        joined = self.bridges.setdefault(name, set())
        if method == "DELETE":
            self.bridges.pop(name)
        elif wish == "addChannel":
            if any(self.played.get(leg) for leg in legs):
                raise Refused("it waits for what is played")
            joined.update(legs)
        elif wish == "removeChannel":
            joined.difference_update(legs)
        return {"channels": sorted(joined)}

    def _fails_at(self, request: str, *facts: str) -> None:
        self._answers()
        if self.falls_silent and request.endswith(self.falls_silent):
            self.falls_silent, self.down = "", True
            raise Unreachable
        if self.refuses and self.refuses in " ".join((request, *facts)):
            raise Refused("500")

    def _is_down_after(self, request: str) -> None:
        if self.loses_answer and request.endswith(self.loses_answer):
            self.loses_answer, self.down = "", True
            raise Unreachable

    def _answers(self) -> None:
        if self.down:
            raise Unreachable


class Databases(OutsideTheLoop):
    """The thread of the databases: `away` so often as something is still asked of them in vain."""

    def __init__(self) -> None:
        self.away = 0

    def submit(self, work: Callable[..., object], /, *facts: object, **named: object) -> object:
        if self.away > 0 and work is not nothing:
            self.away -= 1
            raise OperationalError("the server is starting up")
        return super().submit(work, *facts, **named)


class Sounds:
    """In place of prompts and of what is read aloud: files that nobody looks into."""

    def tone(self) -> Path:
        return Path("tone")

    def music(self) -> Sequence[Path]:
        return (MUSIC,)

    async def said(self, *_facts: object) -> None:
        raise NotImplementedError


@dataclass(slots=True)
class AtLine:
    """One node's line. A caller is a task; `seat()` puts an operator on duty, who is free."""

    at: datetime = field(default_factory=timezone.now)
    worker: Worker = field(default_factory=a_worker)
    switch: Switch = field(default_factory=Switch)
    pool: Databases = field(default_factory=Databases)
    running: Running = field(init=False)
    tasks: list[asyncio.Task[Turn]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.running = Running(
            worker=self.worker, ari=self.switch, prompts=Sounds(), aloud=Sounds(),
            database=OneThread(forget=nothing, pool=self.pool),
        )  # fmt: skip
        self.switch.tell = self.running._heard

    @property
    def operators(self) -> Operators:
        return self.running.operators

    @property
    def database(self) -> OneThread:
        return self.running.database

    async def seat(self, kind: seats.Kind = seats.Kind.BROWSER) -> UUID:
        member = uuid4()
        drawn = await self.database.do(seats.go_on_duty, member, ["en"], kind, self.at)
        await self.database.do(seats.be_ready, member, self.at)
        return drawn.id

    async def seat_in_pause(self) -> UUID:
        """Put an operator on duty, who pauses."""
        seat = await self.seat()
        members = await self.database.do(seats.members_on_duty, self.at)
        await self.database.do(seats.pause, members[seat], self.at)
        return seat

    async def standing(self, seat: UUID) -> seats.Standing:
        on_duty = await self.database.do(seats.seats, self.at)
        return next(one.standing for one in on_duty if one.id == seat)

    def caller(self, name: str = "1.1") -> Call:
        call = self.running._new_call(name, "en")
        call.made = named
        self.running.calls[name] = call
        return call

    async def waits(self, name: str = "1.1", *, urgent: str = "") -> asyncio.Task[Turn]:
        """Let a caller ask for a person; what came of it is what the task returns."""
        asked = calls.Asked(call=name, language="en", urgent=urgent, arrival=None)
        attended = self.operators.attend(self.caller(name), Wait(number=1, asked=asked))
        self.tasks.append(asyncio.create_task(attended))
        await self.goes_on()
        return self.tasks[-1]

    async def talks(self, name: str = "1.1") -> asyncio.Task[Turn]:
        """Let a caller ask for a person, and whoever is on duty pick up."""
        talking = await self.waits(name)
        await self.looks()
        await self.picks_up()
        assert (await self.row(name)).state is calls.State.TALKING
        return talking

    async def looks(self) -> None:
        await self.operators.look()
        await self.goes_on()

    async def picks_up(self) -> None:
        self.switch.tell(Happened(kind=Kind.CAME, call=self.switch.rung[-1]))
        await self.goes_on()

    async def wishes(self, what: What, seat: UUID, other: UUID | None = None) -> None:
        """Let an operator wish something of the newest call, and the line obey."""
        await self.gives(what, seat, other)
        await self.looks()

    async def gives(self, what: What, seat: UUID, other: UUID | None = None) -> None:
        call = (await self.row()).id
        await self.database.do(partial(orders.give, what, call, seat, self.at, other=other))

    async def goes_on(self) -> None:
        """Let whoever has something to do do it."""
        for _ in range(100):
            await asyncio.sleep(0)

    async def row(self, name: str = "1.1") -> calls.Call:
        opened = await self.database.do(calls.open_calls)
        return next(call for call in opened if call.call == name)

    def together(self) -> set[str]:
        """Return who hear each other in the newest talk; nobody where there is none."""
        talks = (who for of, who in self.switch.bridges.items() if of.startswith("talk-"))
        return [set(), *talks][-1]

    def hears_now(self, name: str = "1.1") -> list[str]:
        """Return the names of what plays to a caller, and of what waits until it has ended."""
        return [playback for playback, _ in self.switch.played.get(name, [])]


def nothing() -> None:
    """Forget no connection: it is the test's own."""


async def named(sounds: Sequence[Spoken]) -> Sequence[Path]:
    return [Path(sound.name) for sound in sounds]


Scene = Callable[[AtLine], Coroutine[object, object, None]]


def scene(work: Scene, line: AtLine | None = None) -> None:
    """Play a scene to its end, and let nobody go on after it."""
    line = line or AtLine()

    async def played() -> None:
        try:
            async with asyncio.timeout(20):
                await work(line)
        finally:
            for task in line.tasks:
                task.cancel()
            await asyncio.gather(*line.tasks, return_exceptions=True)

    asyncio.run(played())
