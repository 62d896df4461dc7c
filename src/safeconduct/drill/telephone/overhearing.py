"""What the switch plays into one call, as the names of what it plays: told by the switch itself.

Only who holds the secret of the switch's own interface can ask, which is the user that runs it.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from safeconduct.phone.happened import caller_of
from safeconduct.phone.switch import Account

APPLICATION = "overhearing"
PLAYS = {"PlaybackStarted": "media_uri", "PlaybackContinuing": "next_media_uri"}


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
        if caller_of(event.get("channel")) == number:
            ours = str(event["channel"]["id"])
        playback = event.get("playback", {})
        if event.get("type") in PLAYS and ours and playback.get("target_uri") == f"channel:{ours}":
            yield str(playback.get(PLAYS[event["type"]], "")).rpartition("/")[2]
