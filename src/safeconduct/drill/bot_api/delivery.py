"""Delivery to a webhook: in order within a chat, tried again with growing pauses until taken."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from safeconduct.drill.bot_api.arguments import Arguments, as_object
from safeconduct.drill.bot_api.bots import Bot, Hook
from safeconduct.drill.bot_api.refusals import Refused
from safeconduct.drill.bot_api.updates import Update
from safeconduct.drill.bot_api.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
PATIENCE = 60.0
LONGEST_PAUSE = 60.0
GATHERS = 0.05
LOOKS_AGAIN = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    words: str
    retry_after: float = 0.0


@dataclass(slots=True)
class Delivery:
    """Brings one bot's updates to its webhook until it is cancelled.

    Chats go side by side, up to the bot's connections; so updates of two chats may cross.
    """

    world: World
    bot: Bot
    hook: Hook
    _lines: dict[int, deque[Update]] = field(default_factory=dict)
    _last: int = 0

    async def run(self) -> None:
        connector = aiohttp.TCPConnector(limit=self.hook.connections)
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=patience) as session,
            asyncio.TaskGroup() as lines,
        ):
            while True:
                self.bot.queue.arrived.clear()
                for chat in self._load():
                    lines.create_task(self._walk(chat, session))
                await self.bot.queue.arrived.wait()

    def _load(self) -> list[int]:
        """Line up what has come; return the chats that had no line until now."""
        begun = []
        for update in self.bot.queue.after(self._last, now=self.world.clock.now()):
            self._last = update.number
            if update.chat not in self._lines:
                self._lines[update.chat] = deque()
                begun.append(update.chat)
            self._lines[update.chat].append(update)
        return begun

    async def _walk(self, chat: int, session: aiohttp.ClientSession) -> None:
        line = self._lines[chat]
        while line:
            if self.world.faults.shuffled:
                await asyncio.sleep(GATHERS)
                line.rotate(random.randrange(len(line)))  # noqa: S311 - disorder, no secret
            await self._bring(line[0], session)
            line.popleft()
        del self._lines[chat]

    async def _bring(self, update: Update, session: aiohttp.ClientSession) -> None:
        """Post until it is taken or too old: at once, after 2 s, 4 s, … up to two minutes."""
        pause, tries = 1.0, 0
        while self.bot.queue.holds(update.number):
            if self.bot.off or self.world.faults.out(self.world.clock.now()):
                await asyncio.sleep(LOOKS_AGAIN)
                continue
            failure = await self._post(update, session)
            if failure is None:
                self.bot.queue.forget(update.number)
                return
            self.bot.hook_error = (int(self.world.clock.now()), failure.words)
            wait = failure.retry_after
            if tries and not wait:
                pause = min(pause * 2, LONGEST_PAUSE * random.uniform(1, 2))  # noqa: S311
                wait = pause
            if self.world.clock.now() + wait > update.until:
                self.bot.queue.forget(update.number)
            tries += 1
            await self.world.clock.sleep(wait)

    async def _post(self, update: Update, session: aiohttp.ClientSession) -> Failure | None:
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers[SECRET_HEADER] = self.hook.secret
        failure = None
        for _ in range(self.world.faults.copies):
            try:
                async with session.post(
                    self.hook.url, data=update.body.encode(), headers=headers
                ) as got:
                    failure = self._judged(got, await got.read())
            except (aiohttp.ClientError, OSError) as error:
                failure = Failure(words=connection_words(error))
        return failure

    def _judged(self, got: aiohttp.ClientResponse, body: bytes) -> Failure | None:
        if HTTPStatus.OK <= got.status < HTTPStatus.MULTIPLE_CHOICES:
            self._perform(body)
            return None
        words = f"Wrong response from the webhook: {got.status} {got.reason}"
        later = got.headers.get("Retry-After", "")
        return Failure(words=words, retry_after=float(later) if later.isdecimal() else 0.0)

    def _perform(self, body: bytes) -> None:
        """Carry out a method that came as the webhook's answer; nobody learns its result."""
        try:
            asked = as_object(body)
        except Refused:
            return
        method = str(asked.pop("method", ""))
        if method:
            self.world.perform(self.bot, method, Arguments(asked))


def connection_words(error: Exception) -> str:
    refused = isinstance(error, aiohttp.ClientConnectorError)
    return "Connection refused" if refused else "Webhook connection closed"
