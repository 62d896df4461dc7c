"""The line's process: hear the switch, conduct each call in a task of its own.

It keeps no state but the calls that are up: killed at any moment, the next process goes on from
what is stored, and picks up the calls that the switch still holds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from django.db import DatabaseError

from safeconduct.phone.aloud import Aloud
from safeconduct.phone.answering import Answering
from safeconduct.phone.applying import Broken, Closed, Worker, again, asks_for_number, unspoken
from safeconduct.phone.ari import Ari, Gone, Refused, Unreachable
from safeconduct.phone.call import Call
from safeconduct.phone.calling_back import CallsBack
from safeconduct.phone.happened import Happened, Kind, is_back, is_leg
from safeconduct.phone.keypad import Did, Heard, offers_call, wishing
from safeconduct.phone.operators import Operators
from safeconduct.phone.picking_up import PickingUp
from safeconduct.phone.playing import HungUp
from safeconduct.phone.prompts import Mute, Prompts
from safeconduct.phone.shortening import without_pen
from safeconduct.phone.slowing import Slowing
from safeconduct.phone.soundless import Soundless
from safeconduct.phone.soundless_talks import SoundlessTalks
from safeconduct.phone.speaker import Spell
from safeconduct.phone.storing import Storing, now
from safeconduct.phone.switchboard import Switchboard
from safeconduct.phone.tending import Tending
from safeconduct.phone.voice import Voice
from safeconduct.phone.waiting import CALL_BACK
from safeconduct.talks.bots import Standing
from safeconduct.talks.emptying import empty_if_pressed
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.talk import Talk

logger = logging.getLogger("safeconduct.phone")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
OFFER_SECONDS = 5.0
SORRY = "phone.sorry"
EXPECTED = (DatabaseError, Closed, Broken, Mute)


def no_way(_number: str) -> str:
    """Dial nobody: no carrier of this programme leads to people."""
    raise ValueError("no carrier calls back")


@dataclass(slots=True, kw_only=True)
class Running:
    """All calls of one switch; the database is touched by one thread, in rounds.

    `way`: how the switch is told to dial a number. `reached`: the switch answers.
    """

    worker: Worker
    ari: Ari
    prompts: Prompts
    aloud: Aloud
    database: OneThread
    storing: Storing = field(init=False)
    operators: Operators = field(init=False)
    back: CallsBack = field(init=False)
    way: Callable[[str], str] = no_way
    longest_wait: timedelta = timedelta(minutes=10)
    answering: Answering = field(default_factory=Answering)
    calls: dict[str, Call] = field(default_factory=dict)
    reached: bool = True
    slowing: Slowing = field(default_factory=Slowing)
    picking_up: PickingUp = field(init=False)
    soundless: Soundless = field(init=False)
    soundless_talks: SoundlessTalks = field(init=False)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    voice: Voice = field(init=False)
    tending: Tending = field(init=False)

    def __post_init__(self) -> None:
        self.voice = Voice(prompts=self.prompts)
        self.storing = Storing(worker=self.worker, ari=self.ari, database=self.database)
        self.operators = Operators(
            board=Switchboard(self.ari), database=self.database.do_patiently,
            forget=self.database.forget, music=self.prompts.music, longest_wait=self.longest_wait,
            node=self.worker.node.name,
            up=lambda: len(self.calls), answering=self.answering,
            neighbours=self.worker.neighbours,
        )  # fmt: skip
        self.back = CallsBack(
            ari=self.ari, database=self.database.do_patiently, operators=self.operators,
            calls=self.calls,
            take=lambda identity: self.worker.taken(identity, now()), named=self.worker.name_back,
            new_call=self._new_call, way=self.way,
        )  # fmt: skip
        self.picking_up = PickingUp(
            worker=self.worker, ari=self.ari, database=self.database, storing=self.storing,
            operators=self.operators, back=self.back, calls=self.calls, conduct=self._conduct,
            start=self._start,
        )  # fmt: skip
        self.soundless = Soundless(
            ari=self.ari, calls=self.calls, operators=self.operators,
            seconds=self.answering.rules.silent_seconds,
        )  # fmt: skip
        self.soundless_talks = SoundlessTalks(
            ari=self.ari, operators=self.operators, database=self.database.do_patiently,
        )  # fmt: skip
        self.tending = Tending(
            worker=self.worker, database=self.database, picking_up=self.picking_up,
            slowing=self.slowing, voice=self.voice, answering=self.answering,
            all_over=self._all_over, reached=lambda: self.reached,
        )  # fmt: skip
        self.operators.call_back = lambda order: self._start(self.back.ordered(order))

    async def forever(self) -> None:
        await self.database.came_through(self._begin)
        async with asyncio.TaskGroup() as group:
            for part in (
                self._listen, self.tending.watch_panic_key, self.tending.each_minute,
                self.tending.say_alive,
                self.operators.forever, self.soundless.forever, self.soundless_talks.forever,
            ):  # fmt: skip
                group.create_task(self.database.kept_up(part))
            group.create_task(self.database.came_through(self._warm_up))

    async def _begin(self) -> None:
        """Draw the key of the day, without which nobody can be heard; on a full disk, later."""
        self.aloud.forget()
        self.prompts.tone()
        await self.database.do(empty_if_pressed, self.worker.courier)
        await self.database.do(self.worker.courier.begin_day, now())
        await self.database.do(self.worker.alive, Standing.REACHABLE, now())

    async def close(self) -> None:
        await self.ari.close()

    async def _listen(self) -> None:
        """Hear the switch; when it is gone, look for it again, less and less often."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self.ari.events() as events:
                    pause, self.reached = FIRST_PAUSE, True
                    self._start(self.picking_up.look())
                    await self._hear(events)
            except Unreachable:
                logger.info("the switch does not answer; trying again")
            finally:
                self.reached = False
                self._leave_all()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _hear(self, events: AsyncIterator[Happened]) -> None:
        try:
            async for happened in events:
                self._heard(happened)
        finally:
            # Before anybody finds what they asked for unanswered: then they would be hung up on.
            self._leave_all()

    def _heard(self, happened: Happened) -> None:
        if is_leg(happened.call):
            self.operators.heard(happened)
        elif happened.call in self.calls:
            self.calls[happened.call].events.put_nowait(happened)
        elif happened.kind is Kind.CAME and not is_back(happened.call):
            self._start(self._conduct(happened.call, came=happened))

    def _leave_all(self) -> None:
        """Leave each call as it stands: heard again, it is picked up; once it is over, ended."""
        self.operators.seating.forget()
        for call in self.calls.values():
            if call.conducted:
                call.conducted.cancel()

    def _all_over(self) -> None:
        """End every call that is up, as when the panic key was pressed."""
        self.operators.seating.forget()
        for identity, call in self.calls.items():
            call.events.put_nowait(Happened(kind=Kind.LEFT, call=identity))

    async def _conduct(
        self, identity: str, known: Talk | None = None, came: Happened | None = None
    ) -> None:
        """Conduct a call to its end, whatever ends it; a fault of ours is told in words.

        Cancelled, as when this process ends, it is left as it stands, for the next to go on with.
        """
        mark = self.worker.silent_mark(came.caller if came else "")
        call = self.calls[identity] = self._new_call(identity, self.worker.default_language)
        call.conducted, call.talk = asyncio.current_task(), known
        call.mark = self.worker.mark(came.caller if came else "")
        try:
            await self._talk(call, came, self.slowing.seconds(mark, now()))
            if call.unanswered:
                # Nobody knows whether it is over: the next look goes on with it, or ends it.
                self._start(self.picking_up.look_soon())
                return
            if not (call.pressed_at or call.broken or known):
                self.slowing.silent(mark, now())
            for _ in range(call.talk.guesses if call.talk else 0):
                self.slowing.silent(mark, now())
            if not (await self._let_go(identity) or call.over or call.broken):
                # Nobody knows whether it is over: the next look goes on with it, or ends it.
                return
            call.conducted = None
            if call.talk:
                await self.storing.ended_at_last(call.talk)
        finally:
            del self.calls[identity]

    def _new_call(self, identity: str, language: str) -> Call:
        return Call(
            id=identity,
            ari=self.ari,
            made=self.voice.made,
            aloud=partial(self.aloud.said, in_thread=self.voice.in_thread),
            tone=self.prompts.tone(),
            attend=self.operators.attend,
            reached=self.operators.staffed_for,
            speaker=self.worker.speaker(language),
            drawn=self._shorten,
            kept=self.storing.kept,
        )

    async def _talk(self, call: Call, came: Happened | None, rings_for: float) -> None:
        """Say and hear, turn by turn, until nothing is asked any more or the caller has gone."""
        try:
            if came is None:
                await call.take_over()
            if call.talk is None:
                await call.rings(rings_for)
                await self.ari.answer(call.id)
                dialled, script = came.dialled if came else "", self.answering.script
                call.talk = self.worker.begun(call.id, dialled, now(), script=script)
            call.talk = again(await self.storing.kept(call.talk))
            while call.talk.items:
                await self._turn(call, call.talk)
        except (HungUp, Gone, Refused):
            return
        except Unreachable:
            call.unanswered = True
        except Exception as fault:
            if isinstance(fault, EXPECTED):
                logger.warning("a call was ended by a fault: %s", type(fault).__name__)
            else:
                logger.exception("a call broke")
            call.broken = True
            await self._sorry(call)

    async def _turn(self, call: Call, talk: Talk) -> None:
        """Say what is to be said up to a question, hear the answer, and store it.

        Who has heard the last word is not stored: killed before the call has ended, the next
        process says that word again, or hands in what was said.
        """
        call.speaker = self.worker.speaker(talk.language)
        mode, by_people = self.answering.mode, self.answering.by_people
        steps = self.worker.steps(talk, mode, by_people)
        silent = unspoken(talk, steps)
        turn = await call.turn(steps)
        heard = wishing(turn.heard) if call.staffed() else turn.heard
        talk = call.talk or talk
        heard = await self._offered(call, talk, heard)
        heard = await self._with_number(call, talk, heard)
        said, script = (*turn.said, *silent), self.answering.script
        # Held before it is stored: what a fault cuts off is handed in once that is over.
        call.talk = self.worker.turned(talk, said, heard, now(), script=script)
        if call.talk.waits:
            call.talk = await self.storing.kept(call.talk)
            call.talk = await self.storing.with_voices(call.talk)

    async def _offered(self, call: Call, talk: Talk, heard: Heard) -> Heard:
        """Offer a call-back where nobody can pick up; who goes on is told how to leave a voice."""
        if not offers_call(talk, heard):
            return heard
        offer = call.speaker.sounds("phone.no_person.offer")
        key = await call.key(offer, seconds=OFFER_SECONDS, typed_ahead=False)
        return Heard(did=Did.WISHES_CALL) if key == CALL_BACK else heard

    async def _with_number(self, call: Call, talk: Talk, heard: Heard) -> Heard:
        """Ask for the number of a call only where its caller may want to be called on it."""
        if not asks_for_number(talk):
            return heard
        return replace(heard, caller=await self.ari.caller(call.id))

    async def _shorten(self, call: Call) -> Spell:
        """Store a short number in place of the code of a call; raises Broken where it has none."""
        call.talk = await self.storing.kept(without_pen(call.talk)) if call.talk else None
        told = call.speaker.code(call.talk) if call.talk else None
        if told is None:
            raise Broken
        return told

    async def _sorry(self, call: Call) -> None:
        """Tell a caller honestly that something is broken here, if it can still be told."""
        try:
            await call.say(call.speaker.sounds(SORRY))
        except (HungUp, Gone, Unreachable, Mute):
            return

    async def _let_go(self, identity: str) -> bool:
        """Hang up; says whether the switch knows it."""
        try:
            await self.ari.hang_up(identity)
        except Unreachable:
            logger.info("the switch does not answer")
            return False
        return True

    async def _warm_up(self) -> None:
        await self.voice.warm_up(self.worker.every_sound())

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("a call broke", exc_info=task.exception())
