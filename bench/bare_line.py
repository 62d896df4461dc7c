"""The least that a program can do with the switch: answer, play, stop for each key, record once.

What the line reaches is held against what this reaches in the same hour: a shared machine is more
than twice as fast in one hour as in another. Run as a program, it conducts the calls of one switch.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from safeconduct.phone.configuration import APPLICATION
from safeconduct.phone.over_stream import REQUEST, in_json, queries
from tests.phone.conftest import Line, until
from tests.product import ROOT

CAME, KEY, RECORDED = "StasisStart", "ChannelDtmfReceived", "RecordingFinished"
HASH = "#"
LONGEST = 12
"""So many of the longest prompts are played in turn: each key finds one to stop, as on the line."""


Event = Mapping[str, Any]


class Program:
    """Conducts every call of a switch, and keeps nothing.

    `speaks_at`: the key at which it records, until the next; None where it does not.
    """

    def __init__(
        self,
        stream: aiohttp.ClientWebSocketResponse,
        sounds: Sequence[str],
        speaks_at: int | None,
    ) -> None:
        self._stream, self._sounds, self._speaks_at = stream, sounds, speaks_at
        self._pressed: dict[str, int] = {}
        self._names = map(str, count())

    async def forever(self) -> None:
        told = {"allowed": [{"type": kind} for kind in HEARS]}
        await self._ask("PUT", f"applications/{APPLICATION}/eventFilter", body=told)
        async for message in self._stream:
            event = message.json()
            if event.get("type") in HEARS:
                await HEARS[event["type"]](self, event)

    async def _came(self, event: Event) -> None:
        call = _call(event)
        self._pressed[call] = 0
        await self._ask("POST", f"channels/{call}/answer")
        await self._play(call, 0)

    async def _key(self, event: Event) -> None:
        call = _call(event)
        before = self._pressed[call]
        place = self._pressed[call] = before + 1
        if before != self._speaks_at:
            await self._ask("DELETE", f"playbacks/{call}-{before}")
        if place != self._speaks_at:
            await self._play(call, place)
            return
        told = {"name": call, "format": "wav", "terminateOn": HASH}
        await self._ask("POST", f"channels/{call}/record", told)

    async def _recorded(self, event: Event) -> None:
        await self._ask("DELETE", f"recordings/stored/{event['recording']['name']}")

    async def _play(self, call: str, place: int) -> None:
        sound = f"sound:{self._sounds[place % len(self._sounds)]}"
        await self._ask("POST", f"channels/{call}/play/{call}-{place}", {"media": sound})

    async def _ask(
        self, method: str, path: str, facts: Mapping[str, str] | None = None, body: object = None
    ) -> None:
        name = next(self._names)
        asked: dict[str, object] = {
            "type": REQUEST, "transaction_id": name, "request_id": name,
            "method": method, "uri": path, "query_strings": queries(facts or {}),
        }  # fmt: skip
        if body is not None:
            asked |= in_json(body)
        await self._stream.send_str(json.dumps(asked))


HEARS = {CAME: Program._came, KEY: Program._key, RECORDED: Program._recorded}  # noqa: SLF001 - the table of this class's own ways


def _call(event: Event) -> str:
    return str(event["channel"]["id"])


class BareLine:
    """The switch of a line that has stopped, with this program in place of the line's."""

    def __init__(self, line: Line, *, speaks_at: int | None) -> None:
        self._line, self._speaks_at = line, speaks_at
        self.sip_port, self.ari_port, self.secret = line.sip_port, line.ari_port, line.secret
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def switch(self, path: str) -> object:
        return self._line.switch(path)

    def pids(self, name: str) -> list[int]:
        return [self._running[name].pid]

    @contextmanager
    def running(self) -> Iterator["BareLine"]:
        home, port = str(self._line.home), str(self._line.ari_port)
        try:
            self._start("switch", *self._line.command("switch"))
            until(lambda: self.switch("asterisk/ping"), 30)
            words = (home, port, *([] if self._speaks_at is None else [str(self._speaks_at)]))
            self._start("phone", sys.executable, "-m", "bench.bare_line", *words)
            until(lambda: self.switch(f"applications/{APPLICATION}"), 30)
            yield self
        finally:
            for process in self._running.values():
                process.terminate()
                process.wait(30)

    def _start(self, name: str, *command: str) -> None:
        self._running[name] = subprocess.Popen(command, env=self._line.environment, cwd=ROOT)  # noqa: S603 - our own words


async def conduct(home: Path, port: int, speaks_at: int | None) -> None:
    secret = (home / "secrets" / "ari").read_bytes().hex()
    headers = {"Authorization": aiohttp.encode_basic_auth("safeconduct", secret)}
    found = (home / "recordings" / "phone" / "en").glob("*.wav")
    longest = sorted(found, key=lambda path: -path.stat().st_size)[:LONGEST]
    url = f"http://127.0.0.1:{port}/ari/events?app={APPLICATION}"
    async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(url) as stream:
        sounds = [str(path.with_suffix("")) for path in longest]
        await Program(stream, sounds, speaks_at).forever()


if __name__ == "__main__":
    home, port, *speaks_at = sys.argv[1:]
    asyncio.run(conduct(Path(home), int(port), int(speaks_at[0]) if speaks_at else None))
