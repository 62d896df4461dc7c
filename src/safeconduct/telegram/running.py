"""The channel's process: take updates, work in rounds on one thread, send what talks have to say.

It keeps no state of its own: killed at any moment, the next process goes on from what is stored.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.db import DatabaseError

from safeconduct.cases.doors import panic_state
from safeconduct.talks import bots, keeping, updates
from safeconduct.talks.bots import Standing
from safeconduct.talks.emptying import empty_if_pressed
from safeconduct.talks.one_thread import TROUBLE_SECONDS, OneThread
from safeconduct.talks.saying import Sent
from safeconduct.talks.talk import Brought, Talk
from safeconduct.talks.updates import RawUpdate
from safeconduct.telegram.applying import Press, Worker
from safeconduct.telegram.client import (
    Client,
    Contested,
    NotThere,
    Refused,
    SwitchedOff,
    Unreachable,
    Wait,
)
from safeconduct.telegram.fetching import fetch
from safeconduct.telegram.menu import menu
from safeconduct.telegram.sending import Line, Pace, Sending, bot_of
from safeconduct.telegram.webhook import Address, Webhook

logger = logging.getLogger("safeconduct.telegram")

LOOK_SECONDS = 1.0
OFF_SECONDS = 15.0
MINUTE_SECONDS = 20.0
# Each is held whole in memory, and sealing takes as much again several times.
FETCHED_AT_ONCE = 2
GOOD = Standing.REACHABLE
FAULTS: dict[type[Exception], tuple[Standing, float]] = {
    Unreachable: (Standing.UNREACHABLE, TROUBLE_SECONDS),
    SwitchedOff: (Standing.SWITCHED_OFF, OFF_SECONDS),
    NotThere: (Standing.SWITCHED_OFF, OFF_SECONDS),
    Refused: (Standing.UNREACHABLE, TROUBLE_SECONDS),
    Contested: (Standing.CONTESTED, TROUBLE_SECONDS),
}


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Running:
    """All bots of one process; the database is touched by one thread, in turn.

    `looked`: the clock's reading when what others left was last looked for.
    """

    worker: Worker
    clients: Sequence[Client]
    a_second: float
    database: OneThread
    address: Address | None = None
    lines: dict[str, Line] = field(init=False)
    standing: dict[str, Standing] = field(default_factory=dict)
    done: list[Sent] = field(default_factory=list, repr=False)
    busy: set[UUID] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    looked: float = 0.0
    fetching: set[str] = field(default_factory=set)
    fetches: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FETCHED_AT_ONCE))
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lines = {
            client.name: Line(client=client, pace=Pace(self.a_second)) for client in self.clients
        }

    async def forever(self) -> None:
        await self.database.came_through(self._begin)
        async with asyncio.TaskGroup() as group:
            hear = self._be_brought if self.address else self._ask
            for client in self.clients:
                group.create_task(self.database.kept_up(partial(hear, client)))
            if self.address:
                group.create_task(self.database.kept_up(partial(self._serve, self.address)))
            group.create_task(self.database.kept_up(self._rounds))
            group.create_task(self.database.kept_up(self._each_minute))

    async def _begin(self) -> None:
        """Draw the key of the day, without which nothing can be taken; on a full disk, later."""
        await self.database.do(empty_if_pressed, self.worker.courier)
        await self.database.do(self.worker.courier.begin_day, now())

    async def close(self) -> None:
        for client in self.clients:
            await client.close()

    async def _ask(self, client: Client) -> None:
        """Store each batch of updates durably; only the next question acknowledges them.

        After silence no number is named: the platform may begin to count anew, lower than before.
        """
        greeted, offset = False, 0
        while True:
            async with self._watched(client):
                if not greeted:
                    await client.ask_for_updates()
                    await client.introduce(menu(self.worker.speakers))
                    greeted = True
                found = await client.updates(offset)
                await self._stands(client, Standing.REACHABLE)
                await self._take(found)
                offset = max((one.number for one in found), default=-1) + 1

    async def _be_brought(self, client: Client) -> None:
        """Have updates brought to the webhook, and look now and then whether the bot still is."""
        greeted = False
        while self.address:
            async with self._watched(client):
                if not greeted:
                    url, secret = self.address.url(client.name), self.address.secret(client.name)
                    await client.have_updates_brought(url, secret)
                    await client.introduce(menu(self.worker.speakers))
                    greeted = True
                await client.look()
                await self._stands(client, Standing.REACHABLE)
                await asyncio.sleep(OFF_SECONDS)

    async def _serve(self, address: Address) -> None:
        names = frozenset(client.name for client in self.clients)
        runner = await Webhook(address=address, bots=names, take=self._take_one).serve()
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _take_one(self, update: RawUpdate) -> None:
        await self._take([update])

    async def _take(self, found: Sequence[RawUpdate]) -> None:
        if found:
            await self.database.do(updates.take, found, self.worker.courier, now())
            self.wake.set()

    @asynccontextmanager
    async def _watched(self, client: Client) -> AsyncIterator[None]:
        """Note what the platform says of a bot, and pause as that fault asks for."""
        try:
            yield
        except Wait as wait:
            await asyncio.sleep(wait.seconds)
        except tuple(FAULTS) as fault:
            standing, pause = FAULTS[type(fault)]
            await self._stands(client, standing)
            await asyncio.sleep(pause)

    async def _stands(self, client: Client, standing: Standing) -> None:
        if self.standing.get(client.name) != standing:
            self.standing[client.name] = standing
            await self.database.do(
                bots.note, client.name, self.worker.courier.channel, standing, now()
            )

    async def _rounds(self) -> None:
        """Work while there is something; look once a second for what others left.

        After the panic key all is forgotten, and nothing is heard or said: what comes then waits,
        sealed, until two people open the doors again.
        """
        while True:
            if await self.database.do(empty_if_pressed, self.worker.courier):
                self._forget_all()
                await self.database.do(self.worker.courier.begin_day, now())
            if await self.database.do(panic_state):
                await asyncio.sleep(LOOK_SECONDS)
                continue
            await self._woken()
            self.wake.clear()
            done, self.done = self.done, []
            try:
                made = await self.database.do(self.worker.round, done, now())
            except BaseException:
                self.done = done + self.done
                raise
            self.busy.difference_update(sent.talk.id for sent in done)
            self._answer(made.presses)
            self._send(made.talks)
            if made.applied:
                self.wake.set()
            if time.monotonic() - self.looked >= LOOK_SECONDS:
                self.looked = time.monotonic()
                self._send(await self.database.do(self.worker.waiting, now(), self._reaches()))

    def _reaches(self) -> Callable[[Talk], bool]:
        """Return what says whether a talk can be sent something that is not on its way yet."""
        busy = frozenset(self.busy)
        there = {name for name in self.lines if self.standing.get(name, GOOD) is GOOD}
        return lambda talk: talk.id not in busy and bot_of(talk) in there

    def _forget_all(self) -> None:
        """Let go of what is on its way: it belongs to talks that are gone."""
        for task in self.tasks:
            task.cancel()
        self.done, self.busy, self.fetching = [], set(), set()

    async def _woken(self) -> None:
        # Not `wait_for`: in Python 3.11 it may swallow the very cancellation that ends us.
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self.wake.wait()

    def _send(self, talks: Sequence[Talk]) -> None:
        for talk in talks:
            for brought in talk.files:
                if brought.id not in self.fetching and bot_of(talk) in self.lines:
                    self.fetching.add(brought.id)
                    self._start(self._fetched(talk, brought))
            if talk.items and talk.id not in self.busy and bot_of(talk) in self.lines:
                self.busy.add(talk.id)
                self._start(self._sent(talk))

    async def _sent(self, talk: Talk) -> None:
        sending = Sending(talk=talk, line=self.lines[bot_of(talk)], clock=now)
        try:
            sent = await sending.run(self.worker.speaker(talk.language))
        except BaseException:
            self.busy.discard(talk.id)
            raise
        # Only now: while this waited, `done` may have become another list.
        self.done.append(sent)
        self.wake.set()

    async def _fetched(self, talk: Talk, brought: Brought) -> None:
        """Fetch a file into memory and hand it in; after trouble the next look begins anew."""
        try:
            async with self.fetches:
                fetched = await fetch(self.lines[bot_of(talk)].client, talk, brought)
                if fetched and not await self.database.do(panic_state):
                    await self.database.do(self.worker.hand_in, fetched, now())
        except DatabaseError:
            await self.database.recover()
        finally:
            self.fetching.discard(brought.id)
        self.wake.set()

    def _answer(self, presses: Sequence[Press]) -> None:
        for press in presses:
            if press.bot in self.lines:
                self._start(self._rested(press))

    async def _rested(self, press: Press) -> None:
        with suppress(Wait, *FAULTS):
            await self.lines[press.bot].client.answer_press(press.callback)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("a message broke", exc_info=task.exception())

    async def _each_minute(self) -> None:
        """Draw the key of the day, lock living talks anew, destroy what is past its time."""
        courier = self.worker.courier
        while True:
            await self.database.do(courier.begin_day, now())
            while await self.database.do(keeping.relock_old, courier, now()):
                continue
            await self.database.do(courier.destroy_old, now())
            await self.database.do(keeping.forget_old, now())
            await self.database.do(updates.forget_old, now())
            self.standing.clear()
            await asyncio.sleep(MINUTE_SECONDS)
