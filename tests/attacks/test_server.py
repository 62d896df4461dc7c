"""The web server itself, with the settings that our doors give it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from safeconduct.config.processes import granian
from tests.postgres_server import free_port
from tests.product import ROOT

pytestmark = pytest.mark.running
PATIENCE = 20.0


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    command = granian("tests.attacks.telling:app", port=port, workers=1)
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as server:
        until, there = time.monotonic() + PATIENCE, False
        while not there and time.monotonic() < until:
            with socket.socket() as probe:
                there = probe.connect_ex(("127.0.0.1", port)) == 0
            time.sleep(0.1)
        yield port
        server.terminate()


def answer(port: int, sent: bytes) -> bytes:
    """Send this and no more; return what comes back before the line is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: " + sent)
        came = b""
        while piece := line.recv(65_536):
            came += piece
    return came


def test_headers_of_a_browser_come_through(port: int) -> None:
    assert answer(port, b"a" * 10_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_headers_without_end_are_not_kept_in_memory(port: int) -> None:
    """Each line could hold 400 KB of them: four thousand lines would fill a small machine."""
    assert answer(port, b"a" * 100_000).startswith(b"HTTP/1.1 431")


HEADERS, CONTINUATION, END_STREAM, END_HEADERS = 1, 9, 1, 4
GET_FROM_A = b"\x82\x84\x86\x41\x01a"
"""HPACK: GET / by http from `a` (RFC 7541, appendix A)."""


def frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    return (
        len(content).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + content
    )


def hpack_length(length: int) -> bytes:
    """Write a length as HPACK does, with a prefix of seven bits (RFC 7541, 5.1)."""
    if length < 127:
        return bytes((length,))
    rest, written = length - 127, b"\x7f"
    while rest >= 128:
        written, rest = written + bytes((rest % 128 + 128,)), rest // 128
    return written + bytes((rest,))


def answer_by_http2(port: int, value: bytes) -> bytes:
    block = GET_FROM_A + b"\x00\x01x" + hpack_length(len(value)) + value
    pieces = [block[at : at + 16_000] for at in range(0, len(block), 16_000)]
    kinds = [(HEADERS, END_STREAM), *([(CONTINUATION, 0)] * (len(pieces) - 1))]
    sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
    for (kind, flags), piece in zip(kinds, pieces, strict=True):
        last = END_HEADERS if piece is pieces[-1] else 0
        sent += frame(kind, flags | last, 1, piece)
    came = b""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as line, suppress(OSError):
        line.sendall(sent)
        while piece := line.recv(65_536):
            came += piece
    return came


def test_the_same_holds_by_http2(port: int) -> None:
    """There it took 16 MB in one request."""
    assert b"10001" in answer_by_http2(port, b"a" * 10_000)
    assert b"100001" not in answer_by_http2(port, b"a" * 100_000)
