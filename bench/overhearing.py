"""What callers hear, overheard at the switch: how long they wait for words, and their codes."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp

from safeconduct.domain.return_digits import GROUP_DIGITS, GROUPS
from safeconduct.drill.line_book import Told, line_book

EAR = "bench"
KEY, WORDS = "ChannelDtmfReceived", "PlaybackStarted"
SPOKEN = "en"


@dataclass(slots=True, kw_only=True)
class Overheard:
    """Seconds from each caller's last key to the next words; the code as each wrote it down.

    `writing`: the group that a caller is being told.
    """

    pressed: dict[str, datetime] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list, repr=False)
    groups: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    writing: dict[str, str] = field(default_factory=dict)

    def heard(self, event: Mapping[str, object]) -> None:
        at = datetime.fromisoformat(str(event["timestamp"]))
        if event["type"] == KEY:
            self.pressed[_channel(event)] = at
        elif event["type"] == WORDS:
            whose = _of_playback(event, "target_uri").removeprefix("channel:")
            pressed = self.pressed.pop(whose, None)
            if pressed:
                self.waits.append((at - pressed).total_seconds())
            self._write(whose, _of_playback(event, "media_uri").rpartition("/")[2])

    def _write(self, whose: str, name: str) -> None:
        prompt = line_book(SPOKEN).heard(name)
        if prompt and prompt.told is Told.GROUP:
            self.writing[whose] = prompt.what
            self.groups.setdefault(whose, {})[prompt.what] = ""
        elif prompt and prompt.told is Told.DIGIT and whose in self.writing:
            self.groups[whose][self.writing[whose]] += prompt.key

    @property
    def codes(self) -> list[str]:
        """Return the codes that were heard whole."""
        whole = {str(place) for place in range(1, GROUPS + 1)}
        return [
            " ".join(groups[place] for place in sorted(groups))
            for groups in self.groups.values()
            if groups.keys() == whole and {*map(len, groups.values())} == {GROUP_DIGITS}
        ]


@contextmanager
def overhearing(port: int, secret: Path) -> Iterator[Overheard]:
    """Hear what is pressed and said on a switch, beside who conducts it."""
    overheard, loop = Overheard(), asyncio.new_event_loop()
    account = aiohttp.encode_basic_auth("safeconduct", secret.read_bytes().hex())
    hears = threading.Event()
    listening = loop.create_task(_listen(port, account, overheard, hears))
    thread = threading.Thread(target=lambda: loop.run_until_complete(_to_its_end(listening)))
    thread.start()
    try:
        hears.wait(10)
        yield overheard
    finally:
        loop.call_soon_threadsafe(listening.cancel)
        thread.join()
        loop.close()


async def _to_its_end(listening: "asyncio.Task[None]") -> None:
    await asyncio.wait([listening])


async def _listen(port: int, account: str, overheard: Overheard, hears: threading.Event) -> None:
    switch = f"http://127.0.0.1:{port}/ari"
    told = {"allowed": [{"type": KEY}, {"type": WORDS}]}
    url = f"{switch}/events?app={EAR}&subscribeAll=true"
    headers = {"Authorization": account}
    async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(url) as stream:
        async with session.put(f"{switch}/applications/{EAR}/eventFilter", json=told) as put:
            put.raise_for_status()
        hears.set()
        async for message in stream:
            event = message.json()
            if event.get("type") in {KEY, WORDS}:
                overheard.heard(event)


def _channel(event: Mapping[str, object]) -> str:
    channel = event["channel"]
    return str(channel["id"]) if isinstance(channel, dict) else ""


def _of_playback(event: Mapping[str, object], name: str) -> str:
    playback = event["playback"]
    return str(playback.get(name, "")) if isinstance(playback, dict) else ""
