"""The web server itself, with the settings that our doors give it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from safeconduct.config.processes import granian
from tests.postgres_server import free_port
from tests.product import ROOT

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
