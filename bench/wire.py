"""A small HTTP/1.1 client on bare streams: cheap enough not to measure itself."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(slots=True)
class Wire:
    """One kept-alive connection."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, values: dict[str, str]) -> tuple[int, bytes, int]:
        """Send a form; return status, body and all bytes that came, headers included."""
        body = urlencode(values).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nAccept-Encoding: gzip, br\r\n\r\n"
        )
        return await self._exchange(head.encode() + body)

    async def get(self, path: str) -> tuple[int, bytes, int]:
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Accept-Encoding: gzip, br\r\nAccept-Language: ru\r\n\r\n"
        )
        return await self._exchange(head.encode())

    async def _exchange(self, sent: bytes) -> tuple[int, bytes, int]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(sent)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in lines[1:] if b": " in line)
        if headers.get(b"transfer-encoding") == b"chunked":
            raise ValueError("the doors answer with a length")
        body = await self.reader.readexactly(int(headers.get(b"content-length", b"0")))
        return int(lines[0].split()[1]), body, len(head) + len(body)
