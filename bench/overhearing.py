"""How long a caller waits for words after a key: overheard at the switch, by its own clock."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp

EAR = "bench"
KEY, WORDS = "ChannelDtmfReceived", "PlaybackStarted"


@dataclass(slots=True, kw_only=True)
class Overheard:
    """Seconds from each caller's last key to the next words that they heard."""

    pressed: dict[str, datetime] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list, repr=False)

    def heard(self, event: Mapping[str, object]) -> None:
        at = datetime.fromisoformat(str(event["timestamp"]))
        if event["type"] == KEY:
            self.pressed[_channel(event)] = at
        elif event["type"] == WORDS:
            pressed = self.pressed.pop(_played_to(event), None)
            if pressed:
                self.waits.append((at - pressed).total_seconds())


@contextmanager
def overhearing(port: int, secret: Path) -> Iterator[Overheard]:
    """Hear all that happens on a switch, beside who conducts it."""
    overheard, loop = Overheard(), asyncio.new_event_loop()
    account = aiohttp.encode_basic_auth("safeconduct", secret.read_bytes().hex())
    listening = loop.create_task(_listen(port, account, overheard))
    thread = threading.Thread(target=lambda: loop.run_until_complete(_to_its_end(listening)))
    thread.start()
    try:
        yield overheard
    finally:
        loop.call_soon_threadsafe(listening.cancel)
        thread.join()
        loop.close()


async def _to_its_end(listening: "asyncio.Task[None]") -> None:
    await asyncio.wait([listening])


async def _listen(port: int, account: str, overheard: Overheard) -> None:
    url = f"http://127.0.0.1:{port}/ari/events?app={EAR}&subscribeAll=true"
    headers = {"Authorization": account}
    async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(url) as stream:
        async for message in stream:
            event = message.json()
            if event.get("type") in {KEY, WORDS}:
                overheard.heard(event)


def _channel(event: Mapping[str, object]) -> str:
    channel = event["channel"]
    return str(channel["id"]) if isinstance(channel, dict) else ""


def _played_to(event: Mapping[str, object]) -> str:
    playback = event["playback"]
    where = str(playback.get("target_uri", "")) if isinstance(playback, dict) else ""
    return where.removeprefix("channel:")
