"""The door of those who try the line: one page in three languages, its files, one websocket.

It listens on the loopback address, knows no database and no key of a case, and answers only
requests that were meant for it: another site cannot use it through somebody's browser.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from aiohttp import WSCloseCode, web

from safeconduct.drill.try_line.page import LANGUAGES, Shown, draw, preferred
from safeconduct.drill.try_line.visit import Tryouts
from safeconduct.phone.ari import Unreachable

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
STATIC = Path(__file__).with_name("static")
FILES: Mapping[str, str] = {
    "try_line.css": "text/css",
    "page.js": "text/javascript",
    "call.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
PATIENCE_SECONDS, SWEEP_AGAIN_SECONDS, HEARTBEAT_SECONDS = 4.0, 2.0, 20.0
MOST_BYTES = 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self' ws://{host} {socket}; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True, kw_only=True)
class Door:
    """Serves the page until it is stopped. `bundle`: the file with JsSIP."""

    tryouts: Tryouts
    shown: Shown
    bundle: Path
    port: int
    pages: set[web.WebSocketResponse] = field(default_factory=set)
    runner: web.AppRunner | None = None
    sweeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        app = web.Application(middlewares=[self._guarded], client_max_size=MOST_BYTES)
        app.router.add_get("/", self._anywhere)
        app.router.add_get("/{language:[a-z]{2}}/", self._page)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/line", self._line)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE_SECONDS)
        await self.runner.setup()
        await web.TCPSite(self.runner, HOST, self.port).start()
        self.port = self.runner.addresses[0][1]
        self.sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        if self.sweeping:
            self.sweeping.cancel()
        for page in tuple(self.pages):
            await page.close(code=WSCloseCode.GOING_AWAY)
        if self.runner:
            await self.runner.cleanup()
        await self.tryouts.close()

    async def _sweep(self) -> None:
        while not self.tryouts.swept:
            with suppress(Unreachable):
                await self.tryouts.sweep()
            await asyncio.sleep(SWEEP_AGAIN_SECONDS)

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer what was meant for this door, and nothing on a programme that is live."""
        known = {f"{name}:{self.port}" for name in NAMES}
        if request.host not in known or not self.tryouts.practice():
            raise web.HTTPNotFound
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(HEADERS)
            socket = self.shown.socket
            answer.headers["Content-Security-Policy"] = POLICY.format(
                host=request.host, socket=socket
            )
        return answer

    async def _anywhere(self, request: web.Request) -> web.StreamResponse:
        language = preferred(request.headers.get("Accept-Language", ""))
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": f"/{language}/"})

    async def _page(self, request: web.Request) -> web.StreamResponse:
        language = request.match_info["language"]
        if language not in LANGUAGES:
            raise web.HTTPNotFound
        return web.Response(text=draw(self.shown, language), content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = self.bundle if name == self.bundle.name else STATIC / name
        if name != self.bundle.name and name not in FILES:
            raise web.HTTPNotFound
        content = await asyncio.to_thread(path.read_bytes)
        return web.Response(body=content, content_type=FILES.get(name, "text/javascript"))

    async def _line(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden
        page = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=MOST_BYTES)
        await page.prepare(request)
        self.pages.add(page)
        try:
            await self.tryouts.visit(page)
        finally:
            self.pages.discard(page)
            await page.close()
        return page
