"""What calls wait for at the same time is done together: one round after the other.

One task does it for all who wait; nobody goes on before their own is on disk, and all of a round
go on at once: to hand a turn from one to the next would cost each of them a turn of the loop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError

from safeconduct.phone.applying import Broken, Closed, Due
from safeconduct.talks.talk import Talk

MOST = 50
Became = Talk | Broken | Closed | DatabaseError
Round = Callable[[Sequence[Due]], Awaitable[Sequence[Became]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waiting:
    """One call's wish; `became` is known once its round is over."""

    due: Due = field(repr=False)
    became: "asyncio.Future[Talk]" = field(repr=False)

    def is_done(self, after: Talk | Exception) -> None:
        """Let who waits go on; one who has gone meanwhile is not told."""
        if self.became.done():
            return
        if isinstance(after, Exception):
            self.became.set_exception(after)
        else:
            self.became.set_result(after)


class Rounds:
    """Collects what is due until the round before is over."""

    def __init__(self, work: Round) -> None:
        self._work = work
        self._line: list[Waiting] = []
        self._rounds: asyncio.Task[None] | None = None

    async def kept(self, due: Due) -> Talk:
        """Return the talk once it is stored and its errands are done.

        Raises Closed, Broken and django.db.Error; a fault of a database is told to all who waited.
        """
        mine = Waiting(due=due, became=asyncio.get_running_loop().create_future())
        self._line.append(mine)
        if self._rounds is None or self._rounds.done():
            self._rounds = asyncio.create_task(self._while_due())
        return await mine.became

    async def _while_due(self) -> None:
        while together := self._next():
            for one, after in zip(together, await self._round(together), strict=True):
                one.is_done(after)

    async def _round(self, together: Sequence[Waiting]) -> Sequence[Talk | Exception]:
        try:
            return await self._work([one.due for one in together])
        except Exception as fault:  # noqa: BLE001 - whatever it is, each who waits is told
            return [fault] * len(together)

    def _next(self) -> list[Waiting]:
        """Take who waits, in turn; of one talk only the first, as the next builds on it."""
        first: dict[UUID, Waiting] = {}
        for one in self._line:
            if not one.became.done():
                first.setdefault(one.due.talk.id, one)
        taken = list(first.values())[:MOST]
        self._line = [one for one in self._line if one not in taken and not one.became.done()]
        return taken
