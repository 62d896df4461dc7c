"""How work at the switch outlives its silences: a moment of them ends no caller's waiting."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from safeconduct.phone.ari import Refused, Unreachable

T = TypeVar("T")
PAUSE_SECONDS, SILENCE_SECONDS = 2.0, 60.0
"""A switch that died cuts its stream long before, and then all calls are left as they stand."""


async def through_silence(work: Callable[[], Awaitable[T]]) -> T:
    """Do work that may begin anew; raises Unreachable once it has failed for SILENCE_SECONDS."""
    since = math.inf
    while True:
        begun = time.monotonic()
        try:
            return await work()
        except Refused:
            raise
        except Unreachable:
            failed = time.monotonic()
            # What went well for long has met another silence.
            since = failed if failed - begun > SILENCE_SECONDS else min(since, failed)
            if failed - since >= SILENCE_SECONDS:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
