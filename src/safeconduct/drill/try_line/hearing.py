"""What the switch tells of one guest's calls: that they begin and end, and what is played."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import aiohttp

from safeconduct.phone.ari import Ari, Unreachable
from safeconduct.phone.switch import Account

HEARTBEAT_SECONDS = 10.0


class Kind(StrEnum):
    """What happens on a guest's call, by the name that Asterisk gives it."""

    BEGAN = "ChannelCreated"
    PLAYS = "PlaybackStarted"
    BRIDGED = "ChannelEnteredBridge"
    ENDED = "ChannelDestroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing on one call; `played`: the name of the recording that is played now."""

    kind: Kind
    call: str
    played: str = ""


@asynccontextmanager
async def heard(
    account: Account, ari: Ari, name: str, application: str
) -> AsyncIterator[AsyncIterator[Happened]]:
    """Open the stream of what happens on the calls of one account, and of no other.

    Raises Unreachable where the switch does not answer, and Gone where it knows no such account.
    """
    authorisation = aiohttp.encode_basic_auth(account.user, account.password)
    source = f"endpoint:PJSIP/{name}"
    try:
        async with (
            aiohttp.ClientSession(headers={"Authorization": authorisation}) as session,
            session.ws_connect(
                f"{account.url}/ari/events?app={application}", heartbeat=HEARTBEAT_SECONDS
            ) as stream,
        ):
            await ari.ask("POST", f"applications/{application}/subscription", eventSource=source)
            yield _read(stream)
    except (aiohttp.ClientError, OSError) as fault:
        raise Unreachable from fault


async def _read(stream: aiohttp.ClientWebSocketResponse) -> AsyncIterator[Happened]:
    async for message in stream:
        if message.type is not aiohttp.WSMsgType.TEXT:
            continue
        happened = read(json.loads(message.data))
        if happened:
            yield happened


def read(event: Mapping[str, object]) -> Happened | None:
    """Return what an event says; None for what a guest's page need not know."""
    try:
        kind = Kind(str(event.get("type")))
    except ValueError:
        return None
    if kind is not Kind.PLAYS:
        return Happened(kind=kind, call=_text(event.get("channel"), "id"))
    playback = event.get("playback")
    target = _text(playback, "target_uri")
    played = _text(playback, "media_uri").rpartition("/")[2]
    return Happened(kind=kind, call=target.removeprefix("channel:"), played=played)


def _text(found: object, name: str) -> str:
    value = found.get(name) if isinstance(found, Mapping) else None
    return value if isinstance(value, str) else ""
