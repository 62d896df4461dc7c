"""What the switch plays into one call, as the names of what it plays: told by the switch itself.

Only who holds the secret of the switch's own interface can ask, which is the user that runs it.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from safeconduct.phone.switch import Account

APPLICATION = "overhearing"
STARTS = "PlaybackStarted"
"""Told for each prompt, also for those after the first of several."""


class NoSwitch(Exception):
    """The switch does not answer, or not to this account."""


@asynccontextmanager
async def overheard(account: Account, number: str) -> AsyncIterator[AsyncIterator[str]]:
    """Open the stream of what is played to the call of one number; raises NoSwitch."""
    authorisation = aiohttp.BasicAuth(account.user, account.password).encode()
    url = f"{account.url}/ari/events?app={APPLICATION}&subscribeAll=true"
    try:
        async with (
            aiohttp.ClientSession(headers={"Authorization": authorisation}) as session,
            session.ws_connect(url) as stream,
        ):
            yield _played(stream, number)
    except (aiohttp.ClientError, OSError) as fault:
        raise NoSwitch from fault


async def _played(stream: aiohttp.ClientWebSocketResponse, number: str) -> AsyncIterator[str]:
    ours = ""
    async for message in stream:
        if message.type is not aiohttp.WSMsgType.TEXT:
            continue
        event = json.loads(message.data)
        channel = event.get("channel", {})
        if channel.get("caller", {}).get("number") == number:
            ours = str(channel.get("id", ""))
        playback = event.get("playback", {})
        if event.get("type") == STARTS and ours and playback.get("target_uri") == f"channel:{ours}":
            yield str(playback.get("media_uri", "")).rpartition("/")[2]
