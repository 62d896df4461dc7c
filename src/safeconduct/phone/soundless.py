"""Calls from which no sound comes any more, as where their line was cut and nobody said so.

Who talks with an operator is never taken for one: a carrier may send nothing for a caller who
only listens. Whoever speaks with them is told, and decides (`soundless_talks.py`).
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from safeconduct.phone.ari import Ari, Gone, Refused, Unreachable
from safeconduct.phone.call import Call
from safeconduct.phone.operators import Operators

Count = tuple[int, float]
"""How many packets of sound had come of a call, and since when no more did."""
LOOKS = 6
"""So often within its time it is asked what came of each call."""


@dataclass(slots=True, kw_only=True)
class Soundless:
    """One switch's calls, and what had come of each at the last look."""

    ari: Ari
    calls: Mapping[str, Call]
    operators: Operators
    seconds: float
    came: Mapping[str, Count] = field(default_factory=dict)

    async def forever(self) -> None:
        while True:
            await asyncio.sleep(self.seconds / LOOKS)
            with suppress(Unreachable):
                await self.look()

    async def look(self) -> None:
        """Hang up who has been without sound for too long; what they said is handed in then."""
        came: dict[str, Count] = {}
        for call in [one for one in self.calls.values() if one.talk]:
            with suppress(Gone, Refused):
                packets, at = await self.ari.sound_from(call.id), time.monotonic()
                before = None if self._talks(call) else self.came.get(call.id)
                came[call.id], silent = counted(before, packets, at)
                if silent and at - came[call.id][1] >= self.seconds:
                    await self.ari.hang_up(call.id)
        self.came = came

    def _talks(self, call: Call) -> bool:
        """Say whether an operator speaks with this caller, or holds them."""
        return any(one.call is call and one.talks for one in self.operators.bridges.values())


def counted(before: Count | None, packets: int, at: float) -> tuple[Count, bool]:
    """Return the count now, and whether nothing came since the one before."""
    if before and before[0] == packets:
        return before, True
    return (packets, at), False
