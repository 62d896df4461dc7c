"""A door behind an asynchronous server: a few threads work on bodies that are whole."""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

from safeconduct.config.bodies import CUT, Message, Receive, Send

logger = logging.getLogger(__name__)
Headers: TypeAlias = list[tuple[str, str]]
Environ: TypeAlias = dict[str, object]
Wsgi: TypeAlias = Callable[[Environ, Callable[[str, Headers], object]], Iterable[bytes]]

AT_ONCE = 8
# A recording goes out as fast as its listener takes it, and lies in no buffer of the server.
PIECE = 64 * 1024
WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a door answered: complete, since a page is one piece."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    content: bytes = field(default=b"", repr=False)

    def start(self, status: str, headers: Headers) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]


class Threaded:
    """Runs a WSGI app, never more than `AT_ONCE` requests of it at a time.

    `with_addresses`: the app learns from where a request comes; the public door never does.
    """

    def __init__(self, app: Wsgi, *, with_addresses: bool = False) -> None:
        self._app, self._with_addresses = app, with_addresses
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="door")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        # Closed at once: a file must not wait in memory for a round of the garbage collector.
        with io.BytesIO((await receive()).get("body", b"")) as body:
            environ = environ_of(scope, body)
            if self._with_addresses:
                environ["REMOTE_ADDR"] = str((scope.get("client") or ("",))[0])
            await self._answered(environ, send)

    async def _answered(self, environ: Environ, send: Send) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._answer, environ)
        start = {"status": answer.status, "headers": answer.headers}
        await send({"type": "http.response.start", **start})
        for place in range(0, max(1, len(answer.content)), PIECE):
            end = place + PIECE
            piece = {"body": answer.content[place:end], "more_body": end < len(answer.content)}
            await send({"type": "http.response.body", **piece})

    def _answer(self, environ: Environ) -> Answer:
        """Make an answer; what breaks before there is a page for it is a bare 500.

        The server would tell it in full, with the words that a stranger sent.
        """
        try:
            return self._made(environ)
        except Exception:
            logger.exception("a request broke before there was a page for it")
            return Answer()

    def _made(self, environ: Environ) -> Answer:
        answer = Answer()
        pieces = self._app(environ, answer.start)
        try:
            answer.content = b"".join(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()
        return answer


def environ_of(scope: Message, body: io.BytesIO) -> Environ:
    """Return a request in the words of WSGI; a header sent twice is joined by a comma."""
    host, port = scope.get("server") or ("localhost", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if CUT in scope:
        environ[CUT] = scope[CUT]
    for name, value in scope["headers"]:
        _add(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add(environ: Environ, name: str, value: str) -> None:
    if "_" in name:
        # Two spellings of one header: only the one with hyphens is real.
        return
    key = WITHOUT_PREFIX.get(name, f"HTTP_{name.upper().replace('-', '_')}")
    before = environ.get(key)
    # HTTP/2 cuts cookies into several headers, to be joined as they stood (RFC 9113, 8.2.3).
    between = "; " if name == "cookie" else ","
    environ[key] = f"{before}{between}{value}" if before else value
