"""Trouble during a drill: the stand-in fails as Telegram fails, one way after the other."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle

import aiohttp

Trouble = tuple[str, Mapping[str, object]]

DELIVERY: Trouble = ("delivery", {"copies": 3, "shuffled": True})
TROUBLES: tuple[Trouble, ...] = (
    ("fault", {"kind": "too_many", "calls": 3, "retry_after": 2}),
    ("outage", {"kind": "refused", "seconds": 3}),
    ("fault", {"kind": "server_error", "calls": 5}),
    ("fault", {"kind": "lost", "calls": 2, "method": "sendMessage"}),
    ("outage", {"kind": "bad_gateway", "seconds": 3}),
    ("fault", {"kind": "truncated", "calls": 2, "method": "sendMessage"}),
    ("outage", {"kind": "cut", "seconds": 3}),
    ("fault", {"kind": "lost", "calls": 2, "method": "getUpdates"}),
)
BETWEEN = 4.0


async def make_trouble(bot: str) -> None:
    """Make trouble at the stand-in until cancelled, then calm it."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        try:
            for trouble in cycle(TROUBLES):
                await control(session, bot, *DELIVERY)
                await control(session, bot, *trouble)
                await asyncio.sleep(BETWEEN)
        finally:
            await control(session, bot, "calm", {})


async def control(
    session: aiohttp.ClientSession, bot: str, name: str, what: Mapping[str, object]
) -> None:
    """Ask the stand-in's control side; in an outage it is out of reach too."""
    with suppress(aiohttp.ClientError, OSError, TimeoutError):
        async with session.post(f"{bot}/control/{name}", json=dict(what)):
            return
