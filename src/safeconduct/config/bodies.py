"""What is sent is gathered before a door looks at it: in memory, bounded in size and in time.

Headers that are longer than any of ours are refused before anything parses them.

A sender who dawdles then holds no thread (with eight a worker, sixteen of them would close the
site), and nothing is spooled to a disk (Django's ASGI handler writes bodies over 2.5 MB to /tmp).
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

# The server's own words for these: the protocol leaves their values open.
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

# A page of the longest answers at 20 kbit/s takes 100 seconds.
PATIENCE_SECONDS = 120.0
# Beyond the limit what comes still runs by, up to a bound: a browser that sends reads no answer.
MOST_RUNS_BY = 64 * 1024 * 1024
# The server takes headers of 400 KB. Python parses that much of one Content-Type for two minutes,
# and its time grows with the square; the longest of a browser's has 100 bytes.
MOST_TYPE = 256
MOST_HEADERS = 16 * 1024
TYPE, LENGTH = b"content-type", b"content-length"
CUT = "safeconduct.cut"
"""Where a request says why its end is missing: `large`, or `busy`."""


class Gone(Exception):
    """Who was sending is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A whole body; of one that is too long its length is kept, and its head where a file came."""

    content: bytes
    length: int
    cut: str = ""


@dataclass(slots=True, kw_only=True)
class Room:
    """Room for a few long bodies at once: forms with a file. Who finds none free is told so.

    Who has sent fewer than `least` bytes a second since it got in, for `grace` seconds at least,
    makes way when somebody else asks: a few who dawdle must not keep all files out.
    """

    most: int
    free: int
    patience: float
    least: float
    grace: float
    _inside: list["Gathering"] = field(default_factory=list, repr=False)

    def take(self, one: "Gathering", now: float) -> bool:
        """Let one in, if need be in the place of the slowest that dawdles."""
        if not self.free:
            dawdlers = [other for other in self._inside if self._dawdles(other, now)]
            if not dawdlers:
                return False
            min(dawdlers, key=lambda other: other.pace(now)).end("busy")
        self.free -= 1
        self._inside.append(one)
        return True

    def leave(self, one: "Gathering") -> None:
        self._inside.remove(one)
        self.free += 1

    def _dawdles(self, one: "Gathering", now: float) -> bool:
        return not one.whole and now - one.since >= self.grace and one.pace(now) < self.least


class Gathered:
    """An app that is called only once the whole body is here."""

    def __init__(
        self, app: App, *, most: int, patience: float = PATIENCE_SECONDS, room: Room | None = None
    ) -> None:
        self._app, self._most, self._patience, self._room = app, most, patience, room

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _headers_too_long(scope):
            await _refused(send, 431)
            return
        gathering = Gathering(most=self._most, room=self._room if _with_file(scope) else None)
        try:
            body = await gathering.gathered(receive, self._patience)
            await self._app(_described(scope, body), _told(body, receive), send)
        except (TimeoutError, Gone):
            await _refused(send, 408)
        finally:
            gathering.leave()


@dataclass(slots=True, kw_only=True)
class Gathering:
    """One body on its way in; a long one needs room, and holds it until it is answered."""

    most: int
    room: Room | None
    pieces: list[bytes] = field(default_factory=list, repr=False)
    length: int = 0
    cut: str = ""
    inside: bool = False
    whole: bool = False
    since: float = 0.0
    before: int = 0

    async def gathered(self, receive: Receive, patience: float) -> Body:
        """Return what is sent; raises Gone, or TimeoutError."""
        loop, more = asyncio.get_running_loop(), True
        async with asyncio.timeout(patience) as bound:
            while more and self.length <= max(self.most, MOST_RUNS_BY):
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                entered = self._add(bytes(message.get("body", b"")), loop.time())
                if entered and self.room:
                    bound.reschedule(loop.time() + self.room.patience)
                more = bool(message.get("more_body", False))
        self.whole = True
        return Body(content=b"".join(self.pieces), length=self.length, cut=self.cut)

    def pace(self, now: float) -> float:
        """Return how many bytes a second came since there was room."""
        return (self.length - self.before) / max(now - self.since, 1e-9)

    def leave(self) -> None:
        if self.inside and self.room:
            self.room.leave(self)
        self.inside = False

    def end(self, why: str) -> None:
        """Keep the head alone, if a file came, and say why."""
        self.cut = why
        self.leave()
        self.pieces = [b"".join(self.pieces)[: self.most]] if self.room else []

    def _add(self, piece: bytes, now: float) -> bool:
        """Keep a piece while there is room; say whether room was taken for it just now."""
        self.length += len(piece)
        if self.cut:
            return False
        self.pieces.append(piece)
        if self.length <= self.most:
            return False
        if not self.inside and self.room and self.room.take(self, now):
            self.inside, self.since, self.before = True, now, self.length
            return not self._end_at(self.room.most)
        self._end_at(self.room.most if self.inside and self.room else self.most)
        return False

    def _end_at(self, most: int) -> bool:
        """Keep no more than the head of what has grown too long; say whether it has."""
        if self.length <= most:
            return False
        self.end("large" if self.inside or not self.room else "busy")
        return True


async def _refused(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _headers_too_long(scope: Message) -> bool:
    """Say whether no browser sends such headers: nothing of them is worked on."""
    whole = sum(len(name) + len(value) for name, value in scope["headers"])
    return whole > MOST_HEADERS or sum(map(len, _kinds(scope))) > MOST_TYPE


def _kinds(scope: Message) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == TYPE]


def _with_file(scope: Message) -> bool:
    return any(kind.lower().startswith(b"multipart/form-data") for kind in _kinds(scope))


def _described(scope: Message, body: Body) -> Message:
    """Say how much came, also where it came in pieces of unknown number, and what was cut off."""
    headers = [(name, value) for name, value in scope["headers"] if name != LENGTH]
    if body.length:
        headers.append((LENGTH, str(body.length).encode()))
    cut = {CUT: body.cut} if body.cut and body.content else {}
    return {**scope, **cut, "headers": headers}


def _told(body: Body, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body.content, "more_body": False}]

    async def told() -> Message:
        return waiting.pop() if waiting else await receive()

    return told
