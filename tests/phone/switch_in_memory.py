"""A switch without Asterisk, for what faults leave behind: calls, voices, what is asked of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safeconduct.phone.applying import Worker
from safeconduct.phone.ari import PATIENCE_SECONDS, Gone, Unreachable
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.running import Running
from safeconduct.talks.one_thread import OneThread
from tests.telegram.test_signed_words import OutsideTheLoop

MOMENT = 0.2


@dataclass(slots=True)
class Switch:
    """In place of `Ari`. `broken` are voices that it cannot read; `asked` what it was told.

    `playing`: what an earlier process began to play; `plays_in_vain`: so often it does not answer.
    """

    up: list[str] = field(default_factory=list)
    voices: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    reachable: bool = True
    tells_recordings: bool = True
    hangs_up: bool = True
    plays_in_vain: int = 0
    playing: set[str] = field(default_factory=set)
    answers_no_more: bool = False
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    unanswered: list[asyncio.Future[None]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    running: Running | None = None

    async def calls(self) -> list[str]:
        self._answers()
        return list(self.up)

    async def is_up(self, call: str) -> bool:
        self._answers()
        return call in self.up

    async def channels(self) -> list[dict[str, object]]:
        self._answers()
        return []

    async def recordings(self) -> list[str]:
        self._answers()
        if not self.tells_recordings:
            raise Unreachable
        return list(self.voices)

    async def voice(self, name: str) -> bytes:
        self._answers()
        if name in self.broken:
            raise Unreachable("500")
        if name not in self.voices:
            raise Gone
        return self.voices[name]

    async def forget_voice(self, name: str) -> None:
        self._answers()
        self.asked.append(("forget", name))
        self.voices.pop(name, None)

    async def stop_recording(self, name: str) -> None:
        self._answers()
        self.asked.append(("stop", name))

    async def play(self, call: str, _sounds: Sequence[Path], playback: str) -> None:
        """Play, and be heard to the end at once."""
        self._answers()
        self.asked.append(("play", call))
        if self.plays_in_vain:
            self.plays_in_vain -= 1
            raise Unreachable
        if self.answers_no_more:
            await self.silence()
        self.happens(Happened(kind=Kind.PLAYED, call=call, of=playback))

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Happened]]:
        """Open a stream on which nothing happens, until it is cut with what is asked over it."""

        async def stream() -> AsyncIterator[Happened]:
            await self.cut.wait()
            for waiting in self.unanswered:
                waiting.set_exception(Unreachable())
            return
            yield

        yield stream()
        await asyncio.sleep(MOMENT)

    async def silence(self) -> None:
        """Ask over the stream, and get no answer there."""
        waiting = asyncio.get_running_loop().create_future()
        self.unanswered.append(waiting)
        await waiting

    async def plays(self, playback: str) -> bool:
        return playback in self.playing

    async def stop_playing(self, playback: str) -> None:
        self.playing.discard(playback)

    async def answer(self, _call: str) -> None:
        self._answers()

    async def hang_up(self, call: str) -> None:
        self._answers()
        self.asked.append(("hang up", call))
        if not self.hangs_up:
            await asyncio.sleep(PATIENCE_SECONDS)

    async def ask(self, *_words: object, **_facts: str) -> list[object]:
        self._answers()
        return []

    def happens(self, happened: Happened) -> None:
        call = self.running.calls.get(happened.call) if self.running else None
        if call:
            call.events.put_nowait(happened)

    def told(self, what: str) -> list[str]:
        return [of for told, of in self.asked if told == what]

    def _answers(self) -> None:
        if not self.reachable:
            raise Unreachable


class Sounds:
    """In place of prompts and of what is read aloud: files that nobody looks into."""

    def tone(self) -> Path:
        return Path("tone")

    def music(self) -> Sequence[Path]:
        return (Path("music"),)

    def missing(self, _sounds: object) -> bool:
        return False

    def path(self, _spoken: object) -> Path:
        return Path("said")

    async def said(self, *_facts: object) -> None:
        raise NotImplementedError


Scene = Callable[[Running], Awaitable[None]]


def process(worker: Worker, switch: Switch, scene: Scene) -> None:
    """Let a process of the line begin, live through a scene, and be killed."""

    async def lives() -> None:
        sounds = Sounds()
        database = OneThread(forget=lambda: None, pool=OutsideTheLoop())
        switch.running = Running(
            worker=worker, ari=switch, prompts=sounds, aloud=sounds, database=database
        )
        try:
            await scene(switch.running)
        finally:
            tasks = list(switch.running.tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(lives())


async def looks(running: Running) -> None:
    """Look once for what faults left, and let who is up go on for a moment."""
    await running.tending.looked_after()
    await asyncio.sleep(MOMENT)
