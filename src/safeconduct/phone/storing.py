"""Store what calls say, and hand in their voices: nothing goes on before its own is on disk."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import DatabaseError

from safeconduct.phone.applying import Broken, Closed, Due, Worker
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.recorded import call_of, is_any, whole
from safeconduct.phone.rounds import Became, Rounds
from safeconduct.talks.files import LOST, Fetched
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.talk import Brought, Talk

logger = logging.getLogger("safeconduct.phone")

# Each voice is held whole in memory, and sealing takes as much again several times.
VOICES_AT_ONCE = 4


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Storing:
    """What all calls of one switch wait for, in rounds on the one thread.

    `left`: what is still stored of calls that nobody conducts.
    """

    worker: Worker
    ari: Ari
    database: OneThread
    rounds: Rounds = field(init=False)
    left: set[asyncio.Task[Talk]] = field(default_factory=set)
    voices: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(VOICES_AT_ONCE))

    def __post_init__(self) -> None:
        self.rounds = Rounds(self._round)

    async def _round(self, several: Sequence[Due]) -> Sequence[Became]:
        return await self.database.do(self.worker.round, several, now())

    async def kept(self, talk: Talk, voice: Fetched | None = None) -> Talk:
        """Return a talk once it is stored; trouble of a moment is waited for.

        A call that is left meanwhile, as when the stream of the switch is cut, is stored all the
        same: its caller has answered. Raises Closed, Broken and django.db.Error.
        """
        due = Due(talk=talk, voice=voice)
        storing = asyncio.create_task(self.database.patiently(lambda: self.rounds.kept(due)))
        try:
            return await asyncio.shield(storing)
        except asyncio.CancelledError:
            self.left.add(storing)
            storing.add_done_callback(self._stored)
            raise

    async def settled(self) -> None:
        """Wait until what left calls had said is stored: only then are they gone on with."""
        if self.left:
            await asyncio.wait(self.left)

    def _stored(self, storing: asyncio.Task[Talk]) -> None:
        self.left.discard(storing)
        if not storing.cancelled() and storing.exception():
            logger.warning("what a call said that was left could not be stored")

    async def with_voices(self, talk: Talk) -> Talk:
        """Hand in each voice, then remove it from the switch: in this order nothing is lost."""
        for brought in self.worker.voices(talk):
            async with self.voices:
                name = await self._name(talk, brought)
                talk = await self.kept(talk, await self._fetched(talk, brought, name))
            if name:
                await self.ari.forget_voice(name)
        return talk

    async def ended(self, talk: Talk) -> None:
        await self.with_voices(await self.kept(self.worker.ended(talk)))

    async def ended_unseen(self, talk: Talk) -> None:
        """Do the same where nobody saw how a call ended; its voice may lie on the switch."""
        await self.with_voices(await self.kept(self.worker.ended_unseen(talk)))

    async def ended_at_last(self, talk: Talk) -> None:
        """Hand in what a call said, however long the database keeps it waiting.

        What waits for something else is stored, and taken up at the next look.
        """
        waits = True
        while waits:
            try:
                await self.ended(talk)
                waits = False
            except DatabaseError:
                await self.database.recover()
            except (Closed, Broken, Unreachable):
                return

    async def _name(self, talk: Talk, brought: Brought) -> str:
        """Return the name of a recording; nothing where it turns out that there is none."""
        if not is_any(brought.number):
            return brought.number
        known = {one.number for one in talk.files}
        found = (name for name in await self.ari.recordings() if name not in known)
        call = call_of(brought.number)
        return next((name for name in found if call_of(name) == call), "")

    async def _fetched(self, talk: Talk, brought: Brought, name: str) -> Fetched:
        if not name:
            return Fetched(talk=talk.id, file=brought.id, fault=LOST)
        try:
            content = await self.ari.voice(name)
        except Gone:
            return Fetched(talk=talk.id, file=brought.id, fault=LOST)
        return Fetched(talk=talk.id, file=brought.id, content=whole(content))
