"""What calls wait for at the same time is done together: one round after the other.

One task does it for all who wait; nobody goes on before their own is on disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError

from safeconduct.phone.applying import Broken, Closed, Due
from safeconduct.talks.talk import Talk

MOST = 20
"""So many at once: whoever was stored together speaks together, and the switch has to keep up."""
Became = Talk | Broken | Closed | DatabaseError
Round = Callable[[Sequence[Due]], Awaitable[Sequence[Became]]]


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """One call's wish; `became` is known once its round is over."""

    due: Due = field(repr=False)
    became: asyncio.Future[Talk] = field(repr=False)

    def tell(self, became: Became | Exception) -> None:
        """Let the call go on, unless it was stopped meanwhile."""
        if self.became.done():
            return
        if isinstance(became, Talk):
            self.became.set_result(became)
        else:
            self.became.set_exception(became)


class Rounds:
    """Collects what is due until the round before is over."""

    def __init__(self, work: Round) -> None:
        self._work = work
        self._line: list[Waiting] = []
        self._turning: asyncio.Task[None] | None = None

    async def kept(self, due: Due) -> Talk:
        """Return the talk once it is stored and its errands are done.

        Raises Closed, Broken and django.db.Error; a fault of a database is told to all who waited.
        """
        mine = Waiting(due=due, became=asyncio.get_running_loop().create_future())
        self._line.append(mine)
        if self._turning is None:
            self._turning = asyncio.create_task(self._turn())
        return await mine.became

    async def _turn(self) -> None:
        """Do round after round, until nobody waits any more."""
        try:
            while together := self._next():
                await self._round(together)
        finally:
            self._turning = None

    async def _round(self, together: Sequence[Waiting]) -> None:
        became: Sequence[Became | Exception]
        try:
            became = await self._work([one.due for one in together])
        except Exception as fault:  # noqa: BLE001 - it is told to everyone whom it befell
            became = [fault] * len(together)
        for one, after in zip(together, became, strict=True):
            one.tell(after)
            # Between any two that go on, who has just called is answered.
            await asyncio.sleep(0)

    def _next(self) -> list[Waiting]:
        """Take who waits, in turn; of one talk only the first, as the next builds on it."""
        first: dict[UUID, Waiting] = {}
        for one in self._line:
            if not one.became.done():
                first.setdefault(one.due.talk.id, one)
        together = list(first.values())[:MOST]
        self._line = [one for one in self._line if one not in together and not one.became.done()]
        return together
