"""What the line does beside its calls: the panic key each second, the chores of each minute."""

import asyncio
import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.phone.answering import Answering
from safeconduct.phone.applying import Worker
from safeconduct.phone.ari import Gone, Unreachable
from safeconduct.phone.picking_up import PickingUp
from safeconduct.phone.slowing import Slowing
from safeconduct.phone.storing import now
from safeconduct.phone.voice import Voice
from safeconduct.talks import keeping, silent_calls
from safeconduct.talks.bots import Standing
from safeconduct.talks.emptying import empty_if_pressed
from safeconduct.talks.one_thread import OneThread

logger = logging.getLogger("safeconduct.phone")

LOOK_SECONDS, MINUTE_SECONDS = 1.0, 20.0


@dataclass(slots=True, kw_only=True)
class Tending:
    """Each part goes on for ever. `all_over` ends every call; `reached`: the switch answers."""

    worker: Worker
    database: OneThread
    picking_up: PickingUp
    slowing: Slowing
    voice: Voice
    answering: Answering
    all_over: Callable[[], None]
    reached: Callable[[], bool]

    async def watch_panic_key(self) -> None:
        """Empty the line's memory within a second of the panic key; calls that are up are ended."""
        while True:
            if await self.database.do(empty_if_pressed, self.worker.courier):
                self.all_over()
                self.slowing.forget()
                await self.database.do(self.worker.courier.begin_day, now())
            await asyncio.sleep(LOOK_SECONDS)

    async def each_minute(self) -> None:
        """Draw the key of the day, lock living talks anew, destroy what is past its time.

        And clear away what ended calls left in memory: by itself this process does so seldom.
        """
        courier = self.worker.courier
        while True:
            await self.database.do(courier.begin_day, now())
            while await self.database.do(keeping.relock_old, courier, now()):
                continue
            await self.database.do(courier.destroy_old, now())
            await self.database.do(keeping.forget_old, now())
            await self._share_silent()
            await self.looked_after()
            await self._look_who_speaks()
            gc.collect()
            await asyncio.sleep(MINUTE_SECONDS)

    async def _share_silent(self) -> None:
        """Tell the other nodes, and the next process, who called in silence; hear it of them."""
        told, at = self.slowing.fresh(), now()
        shared = await self.database.do(silent_calls.share, [*told.elements()], at)
        self.slowing.share(told, shared, at)

    async def _look_who_speaks(self) -> None:
        """Find out in which languages people recorded every prompt; no call waits for that."""
        sounds = self.worker.sounds_by_language()
        self.answering.by_people = await self.voice.by_people(sounds)

    async def looked_after(self) -> None:
        try:
            await self.picking_up.look()
        except (Gone, Unreachable):
            logger.info("the switch does not answer")

    async def say_alive(self) -> None:
        """Let the desk and other nodes know that this one lives, and whether its switch answers.

        Whatever else takes long: of a node that is silent others end the calls.
        """
        while True:
            await asyncio.sleep(MINUTE_SECONDS)
            standing = Standing.REACHABLE if self.reached() else Standing.UNREACHABLE
            await self.database.do(self.worker.alive, standing, now())
