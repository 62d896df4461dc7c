"""The one thread of a channel's process that touches the databases, and how their faults are met.

A channel must not fall silent: what breaks begins again, as soon as there is a database, or room.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.db import DatabaseError

T = TypeVar("T")
logger = logging.getLogger("safeconduct.talks")

TROUBLE_SECONDS = 2.0
PATIENCE_SECONDS = 12.0
"""So long a person waits in silence for a database before hearing that something is broken."""


@dataclass(slots=True, kw_only=True)
class OneThread:
    """Work on the databases, in turn; `forget` lets go of connections that may be broken."""

    forget: Callable[[], None]
    pool: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "talks"))

    async def do(self, work: Callable[..., T], *facts: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, work, *facts)

    async def do_patiently(self, work: Callable[..., T], *facts: object) -> T:
        """Do what may be done twice, and again through trouble of a moment."""
        return await self.patiently(partial(self.do, work, *facts))

    async def patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Wait for work that may be done twice; raises django.db.Error after PATIENCE_SECONDS."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await work()
            except DatabaseError:
                if time.monotonic() > until:
                    raise
            await self.recover()

    async def recover(self) -> None:
        """After a fault: begin with new connections, in a moment."""
        logger.warning("the database did not answer; trying again")
        await self.do(self.forget)
        await asyncio.sleep(TROUBLE_SECONDS)

    async def kept_up(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin a piece of work again whatever breaks it, and when it ends."""
        while True:
            await self.came_through(work)
            await asyncio.sleep(TROUBLE_SECONDS)

    async def came_through(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a piece of work, and again until nothing breaks it."""
        while True:
            try:
                return await work()
            except DatabaseError:
                await self.recover()
            except Exception:
                logger.exception("a part of the channel broke and begins again")
                await asyncio.sleep(TROUBLE_SECONDS)
