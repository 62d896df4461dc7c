"""Take updates that the platform brings: the same durable step first, then the answer 200.

Who calls without the secret that this process set is answered as if nothing were here.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from aiohttp import web

from safeconduct.talks.updates import RawUpdate
from safeconduct.telegram.reading import NOT_JSON

LARGEST_UPDATE = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the platform reaches this process: the public address, and the port behind it."""

    public: str
    port: int
    key: bytes = field(repr=False)

    def url(self, bot: str) -> str:
        return f"{self.public.rstrip('/')}/{bot}"

    def secret(self, bot: str) -> str:
        """Return what the platform sends along with each update of this bot."""
        return hmac.digest(self.key, f"webhook {bot}".encode(), sha256).hex()


Take = Callable[[RawUpdate], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A small server on the loopback address; a proxy with TLS stands before it."""

    address: Address
    bots: frozenset[str]
    take: Take

    async def serve(self) -> web.AppRunner:
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post("/{bot}", self._update)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.address.port).start()
        return runner

    async def _update(self, request: web.Request) -> web.Response:
        """Answer 200 only once the update is on disk; anything else, and it is brought again."""
        bot = request.match_info["bot"]
        if bot not in self.bots or not self._knows(bot, request.headers):
            return web.Response(status=404)
        content = await request.read()
        number = number_of(content)
        if number is None:
            return web.Response(status=400)
        await self.take(RawUpdate(bot=bot, number=number, content=content))
        return web.Response()

    def _knows(self, bot: str, headers: Mapping[str, str]) -> bool:
        sent = headers.get(SECRET_HEADER, "").encode()
        return hmac.compare_digest(sent, self.address.secret(bot).encode())


def number_of(content: bytes) -> int | None:
    try:
        found = json.loads(content)
    except NOT_JSON:
        return None
    number = found.get("update_id") if isinstance(found, dict) else None
    return number if isinstance(number, int) else None
