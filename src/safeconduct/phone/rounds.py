"""What calls wait for at the same time is done together: one round after the other.

Whoever gets the turn does it for all who wait; nobody goes on before their own is on disk.
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


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """One call's wish; `became` is known once its round is over."""

    due: Due = field(repr=False)
    became: Became | None = field(default=None, repr=False)


class Rounds:
    """Collects what is due until the round before is over."""

    def __init__(self, work: Round) -> None:
        self._work = work
        self._line: list[Waiting] = []
        self._turn = asyncio.Lock()

    async def kept(self, due: Due) -> Talk:
        """Return the talk once it is stored and its errands are done.

        Raises Closed, Broken and django.db.Error; a fault of a database is told to all who waited.
        """
        mine = Waiting(due=due)
        self._line.append(mine)
        try:
            async with self._turn:
                if mine.became is None:
                    await self._round()
        finally:
            self._line.remove(mine)
        if isinstance(mine.became, Talk):
            return mine.became
        raise mine.became or Broken

    async def _round(self) -> None:
        together = self._next()
        try:
            became = await self._work([one.due for one in together])
        except (DatabaseError, Closed) as fault:
            became = [fault] * len(together)
        for one, after in zip(together, became, strict=True):
            one.became = after

    def _next(self) -> list[Waiting]:
        """Return who waits, in turn; of one talk only the first, as the next builds on it."""
        first: dict[UUID, Waiting] = {}
        for one in self._line:
            if one.became is None:
                first.setdefault(one.due.talk.id, one)
        return list(first.values())[:MOST]
