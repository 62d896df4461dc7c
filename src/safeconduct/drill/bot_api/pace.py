"""How fast a bot may send: near Telegram's own limits, 429 with `retry_after` beyond them."""

import math
from collections import defaultdict
from dataclasses import dataclass

from safeconduct.drill.bot_api.refusals import too_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages a second of a bot and within one chat, each with a burst."""

    on: bool = True
    bot_per_second: float = 30.0
    bot_burst: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5


@dataclass(slots=True)
class Bucket:
    left: float
    filled: float = 0.0

    def wait(self, now: float, per_second: float, burst: int) -> float:
        """Return the seconds until one more may be taken, 0 when it may be now."""
        self.left = min(burst, self.left + (now - self.filled) * per_second)
        self.filled = now
        return 0.0 if self.left >= 1 else (1 - self.left) / per_second


class Pace:
    """The buckets of one bot."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bot = Bucket(limits.bot_burst)
        self._chats: dict[int, Bucket] = defaultdict(lambda: Bucket(limits.chat_burst))

    def count(self, chat: int, now: float) -> None:
        """Count one message; refuse it where bot or chat has sent too many."""
        limits = self.limits
        if not limits.on:
            return
        mine = self._chats[chat]
        wait = max(
            self._bot.wait(now, limits.bot_per_second, limits.bot_burst),
            mine.wait(now, limits.chat_per_second, limits.chat_burst),
        )
        if wait:
            raise too_many(math.ceil(wait))
        self._bot.left -= 1
        mine.left -= 1
