"""Store what calls say, and hand in their voices: nothing goes on before its own is on disk."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import DatabaseError

from safeconduct.phone.applying import Broken, Closed, Due, Worker
from safeconduct.phone.ari import Ari, Gone, Unreachable
from safeconduct.phone.rounds import Became, Rounds
from safeconduct.talks.files import LOST, Fetched
from safeconduct.talks.one_thread import OneThread
from safeconduct.talks.talk import Brought, Talk

# Each voice is held whole in memory, and sealing takes as much again several times.
VOICES_AT_ONCE = 4


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Storing:
    """What all calls of one switch wait for, in rounds on the one thread."""

    worker: Worker
    ari: Ari
    database: OneThread
    rounds: Rounds = field(init=False)
    voices: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(VOICES_AT_ONCE))

    def __post_init__(self) -> None:
        self.rounds = Rounds(self._round)

    async def _round(self, several: Sequence[Due]) -> Sequence[Became]:
        return await self.database.do(self.worker.round, several, now())

    async def kept(self, talk: Talk, voice: Fetched | None = None) -> Talk:
        """Return a talk once it is stored; trouble of a moment is waited for.

        Raises Closed, Broken and django.db.Error.
        """
        return await self.database.patiently(lambda: self.rounds.kept(Due(talk=talk, voice=voice)))

    async def with_voices(self, talk: Talk) -> Talk:
        """Hand in each voice, then remove it from the switch: in this order nothing is lost."""
        for brought in self.worker.voices(talk):
            async with self.voices:
                talk = await self.kept(talk, await self._fetched(talk, brought))
            await self.ari.forget_voice(brought.number)
        return talk

    async def ended(self, talk: Talk) -> None:
        await self.with_voices(await self.kept(self.worker.ended(talk)))

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

    async def _fetched(self, talk: Talk, brought: Brought) -> Fetched:
        try:
            content = await self.ari.voice(brought.number)
        except Gone:
            return Fetched(talk=talk.id, file=brought.id, fault=LOST)
        return Fetched(talk=talk.id, file=brought.id, content=content)
