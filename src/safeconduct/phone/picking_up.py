"""After a fault, ours or the switch's: hand in what ended calls left, go on with the others.

Looked for whenever the stream of the switch opens, and three times a minute. What breaks of one
call holds up no other.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import DatabaseError

from safeconduct.phone import duty
from safeconduct.phone.applying import Broken, Closed, Worker
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.call import Call
from safeconduct.phone.calling_back import CallsBack
from safeconduct.phone.happened import is_back
from safeconduct.phone.operators import Operators
from safeconduct.phone.recorded import any_voice, call_of, is_ours
from safeconduct.phone.speaker import name_of_call
from safeconduct.phone.storing import Storing, now
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.talk import Talk

logger = logging.getLogger("safeconduct.phone")

SOON_SECONDS = 2.0
LOST_SECONDS = 120.0
"""After so long a silence the calls of a switch are taken to be over."""
EXPECTED = (Broken, Closed, Gone, Unreachable)

Conduct = Callable[[str, Talk | None], Coroutine[object, object, None]]
"""Conducts a call that is up already, with what is known of it."""


@dataclass(slots=True, kw_only=True)
class PickingUp:
    """One switch's calls, as they are found there and in the rows.

    `calls`: those that are conducted, by their names at the switch. `start`: begins a task.
    `strange`: calls that were up at the last look and that no talk knew. `answered_at`: when the
    switch last told which calls it holds, or we began. `soon`: a look was promised.
    """

    worker: Worker
    ari: Ari
    database: OneThread
    storing: Storing
    operators: Operators
    back: CallsBack
    calls: Mapping[str, Call]
    conduct: Conduct
    start: Callable[[Coroutine[object, object, None]], None]
    strange: set[str] = field(default_factory=set)
    answered_at: float = field(default_factory=time.monotonic)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    soon: bool = False

    async def look(self) -> None:
        """Hand in what calls left that are over, then go on with those that are up."""
        async with self.looking:
            await self.storing.settled()
            up = await self._up()
            if up is None:
                return
            await self._end_rows(up)
            # First: a talk that is over takes along what was recorded for it.
            await self._adopt_voices()
            await self._end_talks(up)
            await self._go_on(up)

    async def look_soon(self) -> None:
        """Look in a moment, once for all calls that the switch did not answer about."""
        if self.soon:
            return
        self.soon = True
        await asyncio.sleep(SOON_SECONDS)
        self.soon = False
        with suppress(Gone, Unreachable):
            await self.look()

    async def _up(self) -> list[str] | None:
        """Return the calls that the switch holds; None while nobody knows.

        A switch that is slow for a moment, or whose stream was cut, still holds all of them.
        """
        try:
            up = await self.ari.calls()
        except Unreachable:
            return [] if time.monotonic() - self.answered_at >= LOST_SECONDS else None
        self.answered_at = time.monotonic()
        return up

    async def _end_rows(self, up: list[str]) -> None:
        """End calls in the operators' queue that are over; hang up legs that lead nowhere."""
        elsewhere = await self.database.do(self.worker.elsewhere, now())
        await self.database.do(duty.end_others, {*up, *self.calls}, elsewhere, now())
        await self.operators.hang_up_others()

    async def _end_talks(self, up: list[str]) -> None:
        known = [call.talk.id for call in self.calls.values() if call.talk]
        waiting = await self.database.do(self.worker.waiting, now(), known)
        over = [talk for talk in waiting if name_of_call(talk) not in {*up, *self.calls}]
        ended = await asyncio.gather(*map(self.storing.ended_unseen, over), return_exceptions=True)
        for fault in filter(None, ended):
            logger.warning("what a call left waits for the next look: %s", type(fault).__name__)

    async def _adopt_voices(self) -> None:
        """Take up each voice that nobody fetched, but those of calls that are conducted."""
        for voice in await self._recordings():
            call = call_of(voice)
            if not call or call in self.calls:
                continue
            try:
                await self._adopt(voice)
            except EXPECTED as fault:
                logger.warning("a voice waits for the next look: %s", type(fault).__name__)
            except DatabaseError:
                # Nobody is asked again what they have just said: all wait for the database.
                raise
            except Exception:
                logger.exception("a voice was not taken up; it waits for the next look")

    async def _recordings(self) -> list[str]:
        """Return what was recorded; where that cannot be told, talks wait until it can."""
        try:
            return await self.ari.recordings()
        except Unreachable:
            logger.info("the switch does not tell what it recorded")
            return []

    async def _adopt(self, voice: str) -> None:
        """Take up a voice as the answer that it is; one that no talk knows is removed unheard."""
        talk = await self.database.do(self.worker.talk_at, call_of(voice), now())
        if talk is None and not await self._is_nobodys(voice):
            return
        await self.ari.stop_recording(voice)
        if talk:
            kept = await self.storing.kept(self.worker.adopted(talk, voice, now()))
            await self.storing.with_voices(kept)
        await self.ari.forget_voice(voice)

    async def _is_nobodys(self, voice: str) -> bool:
        """Say whether a recording is ours, and no talk that is over waits for it."""
        if not is_ours(voice):
            return False
        awaited = await self.database.do(self.worker.awaited)
        return not {voice, any_voice(call_of(voice))} & awaited

    async def _go_on(self, up: list[str]) -> None:
        strange = {identity for identity in up if identity not in self.calls}
        for identity in strange:
            if is_back(identity):
                self.start(self.back.go_on(identity))
            else:
                await self._go_on_with(identity)
        self.strange = strange

    async def _go_on_with(self, identity: str) -> None:
        """Go on with a call of an earlier process; one that no talk knows may only just begin."""
        talk = await self.database.do(self.worker.talk_at, identity, now())
        if identity in self.calls:
            return
        if talk and not talk.gone:
            self.start(self.conduct(identity, talk))
        elif identity in self.strange:
            self.start(self.conduct(identity, None))
