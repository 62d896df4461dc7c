"""A bot's queue of updates: redelivered until acknowledged, forgotten after 24 hours."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from safeconduct.drill.bot_api.clock import DAY

KINDS = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "inline_query", "poll"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One update, encoded once; `chat` orders webhook deliveries."""

    number: int
    chat: int
    until: float
    body: str = field(repr=False)


class Queue:
    """Updates in the order of their numbers; the waiting poll and `arrived` hear of new ones."""

    def __init__(self, first: int) -> None:
        self._waiting: OrderedDict[int, Update] = OrderedDict()
        self._next = first
        self._poll: asyncio.Future[None] | None = None
        self.allowed: frozenset[str] = KINDS
        self.arrived = asyncio.Event()

    def pending(self, now: float) -> int:
        self._drop_old(now)
        return len(self._waiting)

    def put(self, kind: str, what: dict[str, object], *, chat: int, now: float) -> None:
        """Add an update of a kind that the bot wants; others are lost, as at Telegram."""
        if kind not in self.allowed:
            return
        number, self._next = self._next, self._next + 1
        body = json.dumps({"update_id": number, kind: what}, ensure_ascii=False)
        self._waiting[number] = Update(number=number, chat=chat, until=now + DAY, body=body)
        self.arrived.set()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def more(self, patience: float) -> None:
        """Wait for an update; raises what ends the poll before."""
        self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(self._poll, patience)
        except TimeoutError:
            return

    def end_poll(self, reason: Exception) -> None:
        """Let a poll that waits now fail."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(reason)

    def first(self, limit: int, *, now: float) -> list[Update]:
        self._drop_old(now)
        return list(islice(self._waiting.values(), limit))

    def after(self, number: int, *, now: float) -> Iterator[Update]:
        """Yield what came after a number: all of it when the number is 0."""
        self._drop_old(now)
        newest = reversed(self._waiting.values())
        fresh: list[Update] = []
        for update in newest:
            if update.number <= number:
                break
            fresh.append(update)
        yield from reversed(fresh)

    def forget_before(self, offset: int) -> None:
        """Forget what an offset acknowledges; one that lies in the future says nothing."""
        if offset > self._next:
            return
        while self._waiting and next(iter(self._waiting)) < offset:
            self._waiting.popitem(last=False)

    def keep_last(self, count: int) -> None:
        while len(self._waiting) > count:
            self._waiting.popitem(last=False)

    def forget(self, number: int) -> None:
        self._waiting.pop(number, None)

    def holds(self, number: int) -> bool:
        return number in self._waiting

    def allow(self, kinds: object) -> None:
        """Take the bot's choice of kinds; an empty list means all, no list leaves it as it is."""
        if isinstance(kinds, list):
            chosen = frozenset(str(kind).lower() for kind in kinds)
            self.allowed = chosen & KINDS or KINDS

    def _drop_old(self, now: float) -> None:
        while self._waiting:
            oldest = next(iter(self._waiting.values()))
            if oldest.until > now:
                return
            self._waiting.popitem(last=False)
