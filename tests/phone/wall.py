"""A network from which TCP to a few ports of this machine leads out, and nothing else at all."""

import asyncio
import ctypes
import os
import shutil
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.conftest import leave_out
from tests.phone.in_browser import FAR, ip, laid

NEW_NETWORK = 0x4000_0000
HERE = "127.0.0.1"
CHUNK, SOON = 65_536, 10


@dataclass(slots=True, kw_only=True)
class Wall:
    """A network namespace held by one thread of ours; a context manager, for root alone.

    `doors`: the ports of loopback that lead out, each with the seconds that it takes to go through,
    each way. An address and a default route are there too, and lead nowhere: UDP is lost.
    """

    folder: Path
    doors: Mapping[int, float]
    place: str = ""
    fault: str = ""
    within: list[socket.socket] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    stands: threading.Event = field(default_factory=threading.Event)
    falls: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        threading.Thread(target=self._stand, daemon=True).start()
        assert self.stands.wait(SOON)
        if self.fault:
            leave_out(f"no network of its own can be made here: {self.fault}")
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        for one in self.within:
            serving = asyncio.start_server(self._carry, sock=one)
            asyncio.run_coroutine_threadsafe(serving, self.loop).result(SOON)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(_end_all(), self.loop).result(SOON)
        self.loop.call_soon_threadsafe(self.loop.stop)
        for one in self.within:
            one.close()
        self.falls.set()

    def program(self, name: str) -> str:
        """Return a program that is another one, behind the wall."""
        path = self.folder / name
        enters = f"{shutil.which('nsenter')} --net={self.place}"
        path.write_text(f'#!/bin/sh\nexec {enters} {shutil.which(name)} "$@"\n')
        path.chmod(0o755)
        return str(path)

    def _stand(self) -> None:
        """Move this thread, and it alone, into an empty network; listen there until the end."""
        try:
            self._raise()
        except OSError as fault:
            self.fault = str(fault)
        self.stands.set()
        self.falls.wait()

    def _raise(self) -> None:
        own = ctypes.CDLL(None, use_errno=True)
        if own.unshare(NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "unshare")
        self.place = f"/proc/{os.getpid()}/task/{threading.get_native_id()}/ns/net"
        led = ip("link", "set", "lo", "up") and laid("out")
        if not (led and ip("route", "add", "default", "via", FAR)):
            raise OSError("no cable can be laid")
        # A socket stays in the network where it was made, whichever thread uses it.
        self.within = [socket.create_server((HERE, port)) for port in self.doors]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        try:
            back, there = await asyncio.open_connection(HERE, port)
        except OSError:
            writer.close()
            return
        late = self.doors[port]
        await asyncio.gather(_pass_on(reader, there, late), _pass_on(back, writer, late))


async def _end_all() -> None:
    """End what is under way, and see it end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float) -> None:
    """Pass on what comes, as it comes, some seconds late; the end of it too."""
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    giving = asyncio.create_task(_give(waiting, writer))
    clock, more = asyncio.get_running_loop().time, b"-"
    while more:
        try:
            more = await reader.read(CHUNK)
        except OSError:
            more = b""
        waiting.put_nowait((clock() + late, more))
    await giving


async def _give(waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        due, more = await waiting.get()
        await asyncio.sleep(due - clock())
        if not more or writer.is_closing():
            writer.close()
            return
        writer.write(more)
