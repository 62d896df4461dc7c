"""What a running switch plays and does with calls, heard by an application beside the line."""

import asyncio
import base64
import threading
from pathlib import Path
from typing import Self

import aiohttp

from tests.phone.conftest import Line
from tests.phone.spoken import speaker


class Ears:
    """A context manager that hears which prompts begin to play, and which channels end and why.

    `led`: where the switch has led a call, by the name of its own application, for each call.
    `recorded`: what it has begun to record.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._begun = threading.Event()
        self.media: list[str] = []
        self.causes: dict[str, int] = {}
        self.led: list[str] = []
        self.recorded: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._hearing = asyncio.run_coroutine_threadsafe(self._hear(), self._loop)
        assert self._begun.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stream.close(), self._loop).result(10)
        self._hearing.result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def heard(self, key: str, language: str = "en", **facts: str) -> bool:
        """Say whether a text of the line was played since we listen."""
        wanted = speaker(language).sound(key, **facts).digest
        return any(Path(one).name == wanted for one in self.media)

    def heard_music(self) -> bool:
        """Say whether music was played since we listen, to who waits or is held."""
        return any(Path(one).name == "music" for one in self.media)

    async def _hear(self) -> None:
        word = (self._line.home / "secrets" / "ari").read_bytes().hex()
        login = base64.b64encode(f"safeconduct:{word}".encode()).decode()
        url = f"http://127.0.0.1:{self._line.ari_port}/ari/events?app=ears&subscribeAll=true"
        headers = {"Authorization": f"Basic {login}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(url) as self._stream,
        ):
            self._begun.set()
            async for message in self._stream:
                told = message.json()
                if told["type"] in {"PlaybackStarted", "PlaybackContinuing"}:
                    self.media.append(str(told["playback"]["media_uri"]))
                if told["type"] == "ChannelDialplan":
                    self.led.append(str(told["dialplan_app"]))
                if told["type"] == "RecordingStarted":
                    self.recorded.append(str(told["recording"]["target_uri"]))
                if told["type"] == "ChannelDestroyed":
                    self.causes[str(told["channel"]["id"])] = int(told["cause"])
