"""Updates that the bot takes through a script: many people write at once, each to their code."""

import asyncio
import re
import time
from dataclasses import dataclass

import aiohttp

WALK = ("yes", "self", "none", "unsure", "Нас ждут.", "no")
CODE = re.compile(r"(\d{6} ){4}\d{6}")
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How many updates were taken in how many seconds, until the last person had a code."""

    people: int
    updates: int
    seconds: float
    without_code: int

    @property
    def rate(self) -> float:
        return self.updates / self.seconds


async def walk(base: str, people: int, first: int) -> Walked:
    """Have people walk the script as fast as the bot takes it; the stand-in sets no limits."""
    numbers = range(first, first + people)
    async with aiohttp.ClientSession() as session:
        await _post(session, f"{base}/control/limits", {"on": False})
        begun = time.monotonic()
        for words in ("/start", *WALK):
            acts = [_act(number, words) for number in numbers]
            for at in range(0, people, AT_ONCE):
                await _post(session, f"{base}/people/acts", {"acts": acts[at : at + AT_ONCE]})
        missing = await _wait(session, base, set(numbers))
        seconds = time.monotonic() - begun
    updates = people * (len(WALK) + 1)
    return Walked(people=people, updates=updates, seconds=seconds, without_code=missing)


def _act(number: int, words: str) -> dict[str, object]:
    if words == "/start":
        return {"person": number, "act": "start", "language_code": "ru"}
    return {"person": number, "act": "say", "text": words}


async def _wait(session: aiohttp.ClientSession, base: str, missing: set[int]) -> int:
    until = time.monotonic() + 120
    while missing and time.monotonic() < until:
        for number in sorted(missing)[:AT_ONCE]:
            async with session.get(f"{base}/people/{number}/chat") as got:
                chat = await got.json()
            if any(CODE.search(one["text"]) for one in chat["messages"]):
                missing.discard(number)
        await asyncio.sleep(0.05)
    return len(missing)


async def _post(session: aiohttp.ClientSession, address: str, what: dict[str, object]) -> None:
    async with session.post(address, json=what) as got:
        got.raise_for_status()
