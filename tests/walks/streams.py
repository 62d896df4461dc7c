"""A member's stream without a browser: opened and cut as fast as the desk answers."""

import http.client
import json
import re
import socket
import struct
from pathlib import Path

from tests.walks.desk import Desk

HELLO = b"event: hello\n"
ROW = re.compile(r'id="row-([\w-]+)"')
AT_ONCE = struct.pack("ii", 1, 0)


class PlainStream:
    """One open stream of a member who is signed in."""

    def __init__(self, desk: Desk, call_sign: str) -> None:
        with desk.place_of(call_sign):
            cookies = desk.inside[call_sign]["cookies"]
        self._headers = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies)}
        self._address = ("localhost", desk.product.desk_port)

    def open(self) -> None:
        """Ask for the stream and wait until the desk says that it follows the log."""
        self._line = http.client.HTTPConnection(*self._address, timeout=20)
        self._line.request("GET", "/stream/", headers=self._headers)
        self._answer = self._line.getresponse()
        assert self._answer.status == 200
        while self._answer.readline() != HELLO:
            continue

    def cut(self) -> None:
        """Break the line without a word, as a network does."""
        line = self._line.sock or self._answer.fp.raw._sock
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._answer.close()
        self._line.close()

    def told(self) -> str:
        """Return the key of the next case that the stream speaks of."""
        while self._answer.readline() != b"event: case\n":
            continue
        return str(json.loads(self._answer.readline().removeprefix(b"data: "))["case"])

    def queue(self) -> set[str]:
        line = http.client.HTTPConnection(*self._address, timeout=20)
        line.request("GET", "/queue/", headers=self._headers)
        found = set(ROW.findall(line.getresponse().read().decode()))
        line.close()
        return found


def held(pids: list[int]) -> dict[str, int]:
    """Return how many threads and open files these processes have."""
    return {
        what: sum(len(list(Path(f"/proc/{pid}/{what}").iterdir())) for pid in pids)
        for what in ("task", "fd")
    }
