"""Calls from which no sound comes any more, as where their line was cut and nobody said so.

Who talks with an operator is never taken for one: a carrier may send nothing for a caller who
only listens, and whoever speaks with them hears whether they are there.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from safeconduct.domain.calls import Part
from safeconduct.phone.ari import Ari, Gone, Refused, Unreachable
from safeconduct.phone.call import Call
from safeconduct.phone.operators import Operators

LOOKS = 6
"""So often within its time it is asked what came of each call."""


@dataclass(slots=True, kw_only=True)
class Soundless:
    """One switch's calls. `came`: how many packets had come of each, and since when no more did."""

    ari: Ari
    calls: Mapping[str, Call]
    operators: Operators
    seconds: float
    came: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    async def forever(self) -> None:
        while True:
            await asyncio.sleep(self.seconds / LOOKS)
            with suppress(Unreachable):
                await self.look()

    async def look(self) -> None:
        """Hang up who has been without sound for too long; what they said is handed in then."""
        came: dict[str, tuple[int, float]] = {}
        for call in [one for one in self.calls.values() if one.talk]:
            with suppress(Gone, Refused):
                packets, at = await self.ari.sound_from(call.id), time.monotonic()
                before, since = self.came.get(call.id, (-1, at))
                silent = packets == before and not self._talks(call)
                came[call.id] = (packets, since if silent else at)
                if silent and at - since >= self.seconds:
                    await self.ari.hang_up(call.id)
        self.came = came

    def _talks(self, call: Call) -> bool:
        """Say whether an operator speaks with this caller, or holds them."""
        bridges = self.operators.bridges.values()
        return any(one.call is call and one.of(Part.LEADS, up=True) for one in bridges)
