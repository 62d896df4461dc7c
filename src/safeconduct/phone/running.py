"""The line's process: hear the switch, conduct each call in a task of its own.

It keeps no state but the calls that are up: killed at any moment, the next process goes on from
what is stored, and picks up the calls that the switch still holds.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.db import DatabaseError

from safeconduct.phone import duty
from safeconduct.phone.aloud import Aloud
from safeconduct.phone.applying import Closed, Worker, asks_for_number
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.call import Call, HungUp, call_of
from safeconduct.phone.happened import Happened, Kind, is_leg
from safeconduct.phone.keypad import Heard, wishing
from safeconduct.phone.operators import Operators
from safeconduct.phone.prompts import Mute, Prompts
from safeconduct.phone.slowing import Slowing
from safeconduct.phone.speaker import Sounds, name_of_call
from safeconduct.phone.switchboard import Switchboard
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks import keeping
from safeconduct.talks.bots import Standing
from safeconduct.talks.emptying import empty_if_pressed
from safeconduct.talks.files import LOST, Fetched
from safeconduct.talks.talk import Brought, Talk

T = TypeVar("T")
logger = logging.getLogger("safeconduct.phone")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
TROUBLE_SECONDS = 2.0
LOOK_SECONDS, MINUTE_SECONDS = 1.0, 20.0
MADE_AT_ONCE = 25
SORRY = "phone.sorry"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Running:
    """All calls of one switch; the database is touched by one thread, in turn.

    `reached`: the switch answers. `strange`: calls that were up at the last look and that no talk
    knew.
    """

    worker: Worker
    ari: Ari
    prompts: Prompts
    aloud: Aloud
    forget: Callable[[], None]
    operators: Operators = field(init=False)
    longest_wait: timedelta = timedelta(minutes=10)
    calls: dict[str, Call] = field(default_factory=dict)
    reached: bool = True
    strange: set[str] = field(default_factory=set)
    slowing: Slowing = field(default_factory=Slowing)
    picking: asyncio.Lock = field(default_factory=asyncio.Lock)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    database: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "talks"))
    voice: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "prompts"))

    def __post_init__(self) -> None:
        self.operators = Operators(
            board=Switchboard(self.ari), database=self._database, forget=self.forget,
            music=self.prompts.music, longest_wait=self.longest_wait,
            elsewhere=lambda: self.worker.elsewhere(now()),
        )  # fmt: skip

    async def forever(self) -> None:
        self.aloud.forget()
        await self._database(empty_if_pressed, self.worker.courier)
        await self._database(self.worker.courier.begin_day, now())
        await self._database(self.worker.alive, Standing.REACHABLE, now())
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._watch_panic_key())
            group.create_task(self._warm_up())
            group.create_task(self._each_minute())
            group.create_task(self._say_alive())
            group.create_task(self.operators.forever())

    async def close(self) -> None:
        await self.ari.close()

    async def _listen(self) -> None:
        """Hear the switch; when it is gone, look for it again, less and less often."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self.ari.events() as events:
                    pause, self.reached = FIRST_PAUSE, True
                    self._start(self._pick_up())
                    async for happened in events:
                        self._heard(happened)
            except Unreachable:
                logger.info("the switch does not answer; trying again")
            self.reached = False
            self._all_over()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _heard(self, happened: Happened) -> None:
        if is_leg(happened.call):
            self.operators.heard(happened)
        elif happened.kind is Kind.CAME and happened.call not in self.calls:
            self._start(self._conduct(happened.call, came=happened))
        elif happened.call in self.calls:
            self.calls[happened.call].events.put_nowait(happened)

    def _all_over(self) -> None:
        """End what is conducted; a call that the switch still holds is then picked up again."""
        self.operators.seating.forget()
        for identity, call in self.calls.items():
            call.events.put_nowait(Happened(kind=Kind.LEFT, call=identity))

    async def _pick_up(self) -> None:
        """Hand in what calls left that are over, then go on with those that are up."""
        async with self.picking:
            up = await self.ari.calls()
            elsewhere = await self._database(self.worker.elsewhere, now())
            await self._database(duty.end_others, {*up, *self.calls}, elsewhere, now())
            await self.operators.hang_up_others()
            for talk in await self._database(self.worker.waiting, now()):
                if name_of_call(talk) not in {*up, *self.calls}:
                    await self._ended(talk)
            await self._adopt_voices()
            strange = {identity for identity in up if identity not in self.calls}
            for identity in strange:
                await self._go_on(identity)
            self.strange = strange

    async def _go_on(self, identity: str) -> None:
        """Go on with a call of an earlier process; one that no talk knows may only just begin."""
        talk = await self._database(self.worker.again, identity, now())
        if identity in self.calls:
            return
        if talk:
            self._start(self._conduct(identity, talk))
        elif identity in self.strange:
            self._start(self._conduct(identity))

    async def _adopt_voices(self) -> None:
        """Take up each voice that nobody fetched; one whose talk is gone is removed unheard."""
        for voice in await self.ari.recordings():
            call = call_of(voice)
            if call in self.calls:
                continue
            await self.ari.stop_recording(voice)
            talk = await self._database(self.worker.adopt, voice, call, now())
            if talk:
                await self._with_voices(talk)
            await self.ari.forget_voice(voice)

    async def _conduct(
        self, identity: str, known: Talk | None = None, came: Happened | None = None
    ) -> None:
        """Conduct a call to its end, whatever ends it; a fault of ours is told in words."""
        mark = self.slowing.mark(came.caller if came else "", now())
        call = self.calls[identity] = Call(
            id=identity,
            ari=self.ari,
            made=self._made,
            aloud=partial(self.aloud.said, in_thread=self._in_thread),
            tone=self.prompts.tone(),
            attend=self.operators.attend,
            staffed=lambda: self.operators.staffed,
            speaker=self.worker.speaker(self.worker.default_language),
        )
        try:
            await call.rings(self.slowing.seconds(mark, now()))
            await self.ari.answer(identity)
            await self._talk(call, known or await self._begun(identity, came))
        except (HungUp, Gone, Unreachable):
            return
        except (DatabaseError, Closed, Mute) as fault:
            logger.warning("a call was ended by a fault: %s", type(fault).__name__)
            mark = b""
            await self._database(self.forget)
            await self._sorry(call)
        finally:
            self.calls.pop(identity, None)
            if not (call.pressed or known):
                self.slowing.silent(mark, now())
            await self._let_go(identity)

    async def _begun(self, identity: str, came: Happened | None) -> Talk:
        dialled = came.dialled if came else ""
        return await self._database(self.worker.begin, identity, dialled, now())

    async def _talk(self, call: Call, talk: Talk) -> None:
        """Say and hear, turn by turn, until nothing is asked any more; then it is ended."""
        try:
            asking = True
            while asking:
                call.speaker = self.worker.speaker(talk.language)
                turn = await call.turn(self.worker.steps(talk))
                heard = wishing(turn.heard) if self.operators.staffed else turn.heard
                heard = await self._with_number(call, talk, heard)
                talk = await self._database(self.worker.turn, talk, turn.said, heard, now())
                talk = await self._with_voices(talk)
                asking = bool(talk.items)
        finally:
            await self._ended(talk)

    async def _with_number(self, call: Call, talk: Talk, heard: Heard) -> Heard:
        """Ask for the number of a call only where its caller may want to be called on it."""
        if not asks_for_number(talk):
            return heard
        return replace(heard, caller=await self.ari.caller(call.id))

    async def _ended(self, talk: Talk) -> None:
        await self._with_voices(await self._database(self.worker.end, talk, now()))

    async def _with_voices(self, talk: Talk) -> Talk:
        """Hand in each voice, then remove it from the switch: in this order nothing is lost."""
        for brought in self.worker.voices(talk):
            fetched = await self._fetched(talk, brought)
            talk = await self._database(self.worker.hand_in, talk, fetched, now())
            await self.ari.forget_voice(brought.number)
        return talk

    async def _fetched(self, talk: Talk, brought: Brought) -> Fetched:
        try:
            content = await self.ari.voice(brought.number)
        except Gone:
            return Fetched(talk=talk.id, file=brought.id, fault=LOST)
        return Fetched(talk=talk.id, file=brought.id, content=content)

    async def _sorry(self, call: Call) -> None:
        """Tell a caller honestly that something is broken here, if it can still be told."""
        try:
            await call.say(call.speaker.sounds(SORRY))
        except (HungUp, Gone, Unreachable, Mute):
            return

    async def _let_go(self, identity: str) -> None:
        try:
            await self.ari.hang_up(identity)
        except Unreachable:
            logger.info("the switch does not answer")

    async def _made(self, sounds: Sounds) -> Sequence[Path]:
        if self.prompts.missing(sounds):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.voice, self.prompts.make, sounds)
        return [self.prompts.path(sound) for sound in sounds]

    async def _in_thread(self, make: Callable[[Spoken], Path], spoken: Spoken) -> Path:
        return await asyncio.get_running_loop().run_in_executor(self.voice, make, spoken)

    async def _warm_up(self) -> None:
        """Make every prompt before it is asked for; one that a caller waits for goes first."""
        sounds = list(dict.fromkeys(self.worker.every_sound()))
        try:
            for at in range(0, len(sounds), MADE_AT_ONCE):
                await self._made(tuple(sounds[at : at + MADE_AT_ONCE]))
        except Mute:
            logger.warning("no voice of this machine can say the line's words")

    async def _database(self, work: Callable[..., T], *facts: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.database, work, *facts)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("a call broke", exc_info=task.exception())

    async def _watch_panic_key(self) -> None:
        """Empty the line's memory within a second of the panic key; calls that are up are ended."""
        while True:
            try:
                if await self._database(empty_if_pressed, self.worker.courier):
                    self._all_over()
                    await self._database(self.worker.courier.begin_day, now())
            except DatabaseError:
                await self._database(self.forget)
            await asyncio.sleep(LOOK_SECONDS)

    async def _each_minute(self) -> None:
        """Draw the key of the day, seal living talks anew, destroy what is past its time."""
        courier = self.worker.courier
        while True:
            try:
                await self._database(courier.begin_day, now())
                while await self._database(keeping.reseal_old, courier, now()):
                    continue
                await self._database(courier.destroy_old, now())
                await self._database(keeping.forget_old, now())
                await self._pick_up()
            except DatabaseError:
                logger.warning("the database did not answer; trying again")
                await self._database(self.forget)
            except (Gone, Unreachable):
                logger.info("the switch does not answer")
            await asyncio.sleep(MINUTE_SECONDS)

    async def _say_alive(self) -> None:
        """Let the desk and other nodes know that this one lives, and whether its switch answers.

        Whatever else takes long: of a node that is silent others end the calls.
        """
        while True:
            await asyncio.sleep(MINUTE_SECONDS)
            standing = Standing.REACHABLE if self.reached else Standing.UNREACHABLE
            try:
                await self._database(self.worker.alive, standing, now())
            except DatabaseError:
                await self._database(self.forget)
