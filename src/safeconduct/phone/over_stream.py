"""Requests to the switch over the stream of its events, and their answers on it.

One open line in place of a request each: at many calls a second our side spends half as much on
asking. Asterisk calls it REST over WebSocket and knows it since 20.14 and 22.4; of an older one
no answer ever comes, and it is asked by HTTP as before.
"""

import asyncio
import json
from collections.abc import Mapping
from itertools import count

import aiohttp

REQUEST, ANSWER = "RESTRequest", "RESTResponse"
TRIAL = "trial"
Answer = tuple[int, bytes]


class OverStream:
    """What is asked over one open stream; `answers` once the switch has answered there."""

    def __init__(self, stream: aiohttp.ClientWebSocketResponse) -> None:
        self._stream = stream
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._names = map(str, count())
        self.answers = False

    async def try_it(self) -> None:
        """Ask for something harmless; its answer shows that the switch answers here."""
        await self._send(TRIAL, {"method": "GET", "uri": "applications"})

    async def ask(self, method: str, path: str, facts: Mapping[str, str], body: object) -> Answer:
        """Return the status and the content of an answer; raises OSError once the stream is cut."""
        name = next(self._names)
        answer = self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            asked = {"method": method, "uri": path, "query_strings": queries(facts)}
            await self._send(name, asked if body is None else asked | in_json(body))
            status, content = await answer
            return status, content
        finally:
            del self._waiting[name]

    def heard(self, event: Mapping[str, object]) -> bool:
        """Say whether an event is an answer, and tell it to who asked."""
        if event.get("type") != ANSWER:
            return False
        self.answers = True
        waiting = self._waiting.get(str(event.get("request_id")))
        if waiting and not waiting.done():
            status, content = event.get("status_code"), event.get("message_body")
            waiting.set_result((int(str(status)), str(content or "").encode()))
        return True

    def cut(self) -> None:
        """Tell everybody who waits that no answer comes any more."""
        self.answers = False
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())

    async def _send(self, name: str, asked: Mapping[str, object]) -> None:
        names = {"type": REQUEST, "transaction_id": name, "request_id": name}
        await self._stream.send_str(json.dumps({**names, **asked}))


def queries(facts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in facts.items()]


def in_json(body: object) -> dict[str, object]:
    return {"content_type": "application/json", "message_body": json.dumps(body)}
