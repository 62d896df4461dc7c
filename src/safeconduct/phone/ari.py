"""Asterisk's own interface (ARI), in the few words that the line needs; the home of `aiohttp` here.

Every fault becomes an exception: this call is over, or the switch is not there, or says no.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import aiohttp

from safeconduct.phone.configuration import APPLICATION
from safeconduct.phone.happened import READERS, Happened, caller_of, is_back, is_leg, read
from safeconduct.phone.over_stream import ANSWER, Answer, OverStream
from safeconduct.phone.switch import Account

PATIENCE_SECONDS = 15.0
HEARTBEAT_SECONDS = 10.0
LONGEST_VOICE_SECONDS, SILENCE_ENDS_SECONDS = 180, 6
END_KEY, REPEAT = "#", "*"
ONLY_WHAT_IS_READ = {"allowed": [{"type": str(kind)} for kind in (*READERS, ANSWER)]}
"""What the switch is to tell: of each call and key it would send twice as much."""


class Gone(Exception):
    """The call, or what was asked for, is not there any more."""


class Unreachable(Exception):
    """The switch does not answer, or not in its own language: try again."""


class Refused(Unreachable):
    """The switch answers, and says no."""


class Ari:
    """One Asterisk, spoken to as one account; close it when done."""

    def __init__(self, account: Account) -> None:
        self._base = f"{account.url}/ari"
        self._over_stream: OverStream | None = None
        authorisation = aiohttp.encode_basic_auth(account.user, account.password)
        self._session = aiohttp.ClientSession(
            headers={"Authorization": authorisation},
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
            connector=aiohttp.TCPConnector(limit=100),
        )

    async def close(self) -> None:
        await self._session.close()

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Happened]]:
        """Open the stream of what happens; once it is open, no call's event is lost."""
        url = f"{self._base}/events?app={APPLICATION}"
        try:
            async with self._session.ws_connect(url, heartbeat=HEARTBEAT_SECONDS) as stream:
                await self._hear_less()
                yield self._read(stream)
        except (aiohttp.ClientError, OSError, TimeoutError) as fault:
            raise Unreachable from fault

    async def _hear_less(self) -> None:
        """Name what is to be told; a switch that cannot choose tells all, which is no harm."""
        with suppress(Gone):
            await self.ask("PUT", f"applications/{APPLICATION}/eventFilter", ONLY_WHAT_IS_READ)

    async def calls(self) -> list[str]:
        """Return the calls that are up, as after a fault of ours."""
        return [str(one["id"]) for one in await self.channels() if _is_call_of_ours(one)]

    async def channels(self) -> Sequence[Mapping[str, object]]:
        """Return all that the switch carries, each as it tells of it.

        By a request of its own: told on the stream, so much would keep every call waiting.
        """
        found = await self._in_json(self._by_http("GET", "channels", {}))
        return found if isinstance(found, list) else []

    async def caller(self, call: str) -> str:
        """Return the number that a call comes from, for who asks to be called there."""
        return caller_of(await self.ask("GET", f"channels/{call}"))

    async def is_up(self, call: str) -> bool:
        """Say whether a call is there still."""
        try:
            await self.ask("GET", f"channels/{call}")
        except Gone:
            return False
        return True

    async def sound_from(self, call: str) -> int:
        """Return how many packets of sound have come from a call; raises Gone before it is up."""
        found = await self.ask("GET", f"channels/{call}/rtp_statistics")
        return int(found.get("rxcount", 0)) if isinstance(found, dict) else 0

    async def answer(self, call: str) -> None:
        await self.ask("POST", f"channels/{call}/answer")

    async def dial(self, way: str, call: str, seconds: int) -> None:
        """Dial somebody, under a name that we give the call; the number is in no address."""
        told = {"endpoint": way, "app": APPLICATION, "channelId": call, "timeout": seconds}
        await self.ask("POST", "channels", told)

    async def hang_up(self, call: str) -> None:
        with suppress(Gone):
            await self.ask("DELETE", f"channels/{call}")

    async def play(self, call: str, sounds: Sequence[Path], playback: str) -> None:
        """Play files after each other, as one playback; a sound's path has no ending."""
        media = ",".join(f"sound:{sound}" for sound in sounds)
        await self.ask("POST", f"channels/{call}/play/{playback}", media=media)

    async def plays(self, playback: str) -> bool:
        """Say whether something is still played, or waits to be."""
        try:
            await self.ask("GET", f"playbacks/{playback}")
        except Gone:
            return False
        return True

    async def stop_playing(self, playback: str) -> None:
        with suppress(Gone):
            await self.ask("DELETE", f"playbacks/{playback}")

    async def record(self, call: str, name: str) -> None:
        """Record until the hash key, a long silence, the longest time or the end of the call."""
        await self.ask(
            "POST",
            f"channels/{call}/record",
            name=name,
            format="wav",
            maxDurationSeconds=str(LONGEST_VOICE_SECONDS),
            maxSilenceSeconds=str(SILENCE_ENDS_SECONDS),
            terminateOn=END_KEY,
            ifExists="overwrite",
        )

    async def stop_recording(self, name: str) -> None:
        """End a recording and keep it; one that has ended already is no matter."""
        with suppress(Gone):
            await self.ask("POST", f"recordings/live/{name}/stop")

    async def recordings(self) -> list[str]:
        found = await self.ask("GET", "recordings/stored")
        return [str(one["name"]) for one in found] if isinstance(found, list) else []

    async def voice(self, name: str) -> bytes:
        """Return what was recorded, into memory; raises Gone where there is nothing."""
        return await self._answered(self._by_http("GET", f"recordings/stored/{name}/file", {}))

    async def forget_voice(self, name: str) -> None:
        """Remove a recording from the switch; one that is gone already is no matter."""
        with suppress(Gone):
            await self.ask("DELETE", f"recordings/stored/{name}")

    async def ask(self, method: str, path: str, body: object = None, **facts: str) -> object:
        """Ask the switch for something; raises Gone or Unreachable."""
        over = self._over_stream
        way = over.ask if over and over.answers else self._by_http
        return await self._in_json(way(method, path, facts, body))

    async def _in_json(self, asked: Awaitable[Answer]) -> object:
        content = await self._answered(asked)
        try:
            return json.loads(content) if content else None
        except ValueError as fault:
            raise Unreachable from fault

    async def _answered(self, asked: Awaitable[Answer]) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, content = await asked
        except (aiohttp.ClientError, OSError, TimeoutError) as fault:
            raise Unreachable from fault
        if status in OVER:
            raise Gone
        if status >= HTTPStatus.BAD_REQUEST:
            raise Refused(f"{status}")
        return content

    async def _by_http(
        self, method: str, path: str, facts: Mapping[str, str], body: object = None
    ) -> Answer:
        async with self._session.request(
            method, f"{self._base}/{path}", params=facts, json=body
        ) as answer:
            return answer.status, await answer.read()

    async def _read(self, stream: aiohttp.ClientWebSocketResponse) -> AsyncIterator[Happened]:
        over = self._over_stream = OverStream(stream)
        try:
            await over.try_it()
            async for message in stream:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                event = json.loads(message.data)
                happened = None if over.heard(event) else read(event)
                if happened:
                    yield happened
        finally:
            over.cut()


def _is_call_of_ours(channel: Mapping[str, object]) -> bool:
    """Say whether somebody has called this line, or is called by it.

    Else it is a leg to an operator, a test of the line, or what a switch that is named carries
    for others: we have no business with those.
    """
    name, dialplan = str(channel["id"]), channel.get("dialplan")
    told = dialplan if isinstance(dialplan, dict) else {}
    application = str(told.get("app_data", "")).partition(",")[0]
    enters_ours = told.get("app_name") == "Stasis" and application == APPLICATION
    return not is_leg(name) and (enters_ours or is_back(name))


OVER = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
