"""Talks in which no sound comes from the caller any more: their operator is told, and decides."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from safeconduct.phone import duty
from safeconduct.phone.ari import Ari, Gone, Refused, Unreachable
from safeconduct.phone.bridging import Bridge, Database
from safeconduct.phone.operators import Operators
from safeconduct.phone.soundless import Count, counted

LOOK_SECONDS = 5.0
"""Talks are few, and each is asked; of all calls that would be too often."""
SOUNDLESS_SECONDS = 20.0


@dataclass(slots=True, kw_only=True)
class SoundlessTalks:
    """One switch's talks. `told`: what the row of each says; `came`: what came of each caller."""

    ari: Ari
    operators: Operators
    database: Database
    seconds: float = SOUNDLESS_SECONDS
    came: dict[UUID, Count] = field(default_factory=dict)
    told: dict[UUID, bool] = field(default_factory=dict)

    async def forever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Unreachable):
                await self.look()

    async def look(self) -> None:
        """Tell of each talk whether its caller's line is soundless, and of none that has ended."""
        talks = {one.row.id: one for one in self.operators.bridges.values() if one.talks}
        self.came = {call: came for call, came in self.came.items() if call in talks}
        for call in self.told.keys() - talks.keys():
            await self._tell(call, soundless=False)
            del self.told[call]
        for call, bridge in talks.items():
            with suppress(Gone, Refused):
                await self._tell(call, soundless=await self._is_soundless(bridge))

    async def _is_soundless(self, bridge: Bridge) -> bool:
        packets, at = await self.ari.sound_from(bridge.call.id), time.monotonic()
        count, silent = counted(self.came.get(bridge.row.id), packets, at)
        self.came[bridge.row.id] = count
        return silent and at - count[1] >= self.seconds

    async def _tell(self, call: UUID, *, soundless: bool) -> None:
        """Write what the row does not say; what an earlier process wrote there nobody knows."""
        if self.told.get(call) is not soundless:
            await self.database(duty.soundless if soundless else duty.heard_again, call)
            self.told[call] = soundless
