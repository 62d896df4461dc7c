"""What the switch plays into calls, as the names of what it plays: told by the switch itself.

Only who holds the secret of the switch's own interface can ask, which is the user that runs it.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp

from safeconduct.phone.switch import Account

APPLICATION = "overhearing"
STARTS = "PlaybackStarted"
"""Told for each prompt, also for those after the first of several."""
AGAIN_SECONDS = 0.5

Heard = tuple[str, str]
"""The number that calls, and the name of what is played to it."""


class NoSwitch(Exception):
    """The switch does not answer, or not to this account."""


@asynccontextmanager
async def overheard(account: Account, number: str) -> AsyncIterator[AsyncIterator[str]]:
    """Open the stream of what is played to the call of one number; raises NoSwitch."""
    async with _opened(account) as stream:
        yield (name async for whose, name in _played(stream, {}) if whose == number)


async def answers(account: Account) -> bool:
    """Say whether a switch is there that tells this account what it plays."""
    try:
        async with _opened(account):
            return True
    except NoSwitch:
        return False


class Overhearing:
    """What is played to many numbers at once, through faults of the switch; `forever` hears it."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._ears: dict[str, asyncio.Queue[str]] = {}
        self._calls: dict[str, str] = {}

    async def forever(self) -> None:
        """Hear until cancelled; a switch that is gone is looked for again."""
        while True:
            try:
                async with _opened(self._account) as stream:
                    async for number, name in _played(stream, self._calls):
                        if number in self._ears:
                            self._ears[number].put_nowait(name)
            except NoSwitch:
                await asyncio.sleep(AGAIN_SECONDS)

    @contextmanager
    def of(self, number: str) -> Iterator[asyncio.Queue[str]]:
        """Yield what is played to one number from now on."""
        ear = self._ears[number] = asyncio.Queue()
        try:
            yield ear
        finally:
            del self._ears[number]


@asynccontextmanager
async def _opened(account: Account) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Open a stream of its own: of two that bear one name the switch closes the earlier."""
    authorisation = aiohttp.encode_basic_auth(account.user, account.password)
    own = f"{APPLICATION}-{secrets.token_hex(4)}"
    url = f"{account.url}/ari/events?app={own}&subscribeAll=true"
    try:
        async with (
            aiohttp.ClientSession(headers={"Authorization": authorisation}) as session,
            session.ws_connect(url) as stream,
        ):
            yield stream
    except (aiohttp.ClientError, OSError) as fault:
        raise NoSwitch from fault


async def _played(
    stream: aiohttp.ClientWebSocketResponse, calls: dict[str, str]
) -> AsyncIterator[Heard]:
    """Yield what is played; `calls` gathers the number of each channel."""
    async for message in stream:
        if message.type is not aiohttp.WSMsgType.TEXT:
            continue
        event = json.loads(message.data)
        channel = event.get("channel", {})
        number = channel.get("caller", {}).get("number")
        if number:
            calls[f"channel:{channel.get('id', '')}"] = str(number)
        playback = event.get("playback", {})
        whose = calls.get(str(playback.get("target_uri", "")))
        if event.get("type") == STARTS and whose:
            yield whose, str(playback.get("media_uri", "")).rpartition("/")[2]
