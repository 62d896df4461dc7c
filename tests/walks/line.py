"""The line between a browser and the desk: it counts open streams and can be cut."""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Self

STREAM = b"GET /stream/ "


@dataclass(eq=False)
class Line:
    """A plain TCP forwarder on a port of its own; a context manager that leaves nothing open."""

    to_port: int
    port: int = 0
    asked: int = 0
    most: int = 0
    streams: set[asyncio.StreamWriter] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> int:
        """Cut every open stream and return how many that were."""
        there = tuple(self.streams)
        for writer in there:
            self._loop.call_soon_threadsafe(writer.transport.abort)
        return len(there)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        both = [
            asyncio.ensure_future(self._carry(reader, back, writer)),
            asyncio.ensure_future(self._carry(there, writer)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.streams.discard(writer)
            for one in (writer, back):
                one.transport.abort()
            for task in both:
                task.cancel()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        browser: asyncio.StreamWriter | None = None,
    ) -> None:
        try:
            while piece := await reader.read(65536):
                if browser and piece.startswith(STREAM):
                    self.streams.add(browser)
                    self.asked += 1
                    self.most = max(self.most, len(self.streams))
                writer.write(piece)
                await writer.drain()
        except OSError:
            return
