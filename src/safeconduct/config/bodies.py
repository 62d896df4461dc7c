"""What is sent is gathered before a door looks at it: in memory, bounded in size and in time.

A sender who dawdles then holds no thread (with eight a worker, sixteen of them would close the
site), and nothing is spooled to a disk (Django's ASGI handler writes bodies over 2.5 MB to /tmp).
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# The server's own words for these: the protocol leaves their values open.
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

# A page of the longest answers at 20 kbit/s takes 100 seconds.
PATIENCE_SECONDS = 120.0
# Beyond the limit what comes still runs by, up to a bound: a browser that sends reads no answer.
MOST_RUNS_BY = 16 * 1024 * 1024
LENGTH = b"content-length"


class Gone(Exception):
    """Who was sending is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A whole body; of one that is too long only its length is kept."""

    content: bytes
    length: int


class Gathered:
    """An app that is called only once the whole body is here."""

    def __init__(self, app: App, *, most: int, patience: float = PATIENCE_SECONDS) -> None:
        self._app, self._most, self._patience = app, most, patience

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(gathered(receive, self._most), self._patience)
        except (TimeoutError, Gone):
            await send({"type": "http.response.start", "status": 408, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(_with_length(scope, body), _told(body, receive), send)


async def gathered(receive: Receive, most: int) -> Body:
    """Return what is sent; raises Gone."""
    pieces: list[bytes] = []
    length, more = 0, True
    while more and length <= max(most, MOST_RUNS_BY):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece = bytes(message.get("body", b""))
        length, more = length + len(piece), bool(message.get("more_body", False))
        if length <= most:
            pieces.append(piece)
        else:
            pieces.clear()
    return Body(content=b"".join(pieces), length=length)


def _with_length(scope: Message, body: Body) -> Message:
    """Say how much came, also where it came in pieces of unknown number."""
    headers = [(name, value) for name, value in scope["headers"] if name != LENGTH]
    if body.length:
        headers.append((LENGTH, str(body.length).encode()))
    return {**scope, "headers": headers}


def _told(body: Body, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body.content, "more_body": False}]

    async def told() -> Message:
        return waiting.pop() if waiting else await receive()

    return told
