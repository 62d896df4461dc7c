"""Trouble during a drill: the stand-in fails as Telegram fails, one way after the other."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle

import aiohttp

Trouble = tuple[str, Mapping[str, object]]

DELIVERY: Trouble = ("delivery", {"copies": 3, "shuffled": True})
TROUBLES: tuple[Trouble, ...] = (
    ("fault", {"kind": "too_many", "calls": 2, "retry_after": 2, "method": "sendMessage"}),
    ("outage", {"kind": "refused", "seconds": 2}),
    ("fault", {"kind": "lost", "calls": 2, "method": "sendMessage"}),
    ("fault", {"kind": "server_error", "calls": 2}),
    ("outage", {"kind": "bad_gateway", "seconds": 2}),
    ("fault", {"kind": "truncated", "calls": 2, "method": "sendMessage"}),
    ("fault", {"kind": "lost", "calls": 1, "method": "getUpdates"}),
    ("outage", {"kind": "cut", "seconds": 2}),
)
BETWEEN = 6.0
"""Seconds from one trouble to the next: between them the bot must have time to be heard."""


async def make_trouble(bot: str) -> None:
    """Make trouble at the stand-in until cancelled, then calm it."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        try:
            for trouble in cycle(TROUBLES):
                # Where nobody talks to the bot for a while, faults would pile up for who comes.
                await control(session, bot, "calm", {})
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
