"""One call of one telephone: ring, be answered, press keys, speak, hang up or be hung up on."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import SystemRandom
from typing import cast

from safeconduct.drill.telephone.sound import FRAME_SECONDS, Stream
from safeconduct.drill.telephone.words import (
    RINGS_UNTIL,
    Dialogue,
    Garbled,
    Message,
    Status,
    ok,
    read,
    sound_of,
)

FIRST_AGAIN, RING_SECONDS, GOODBYE_SECONDS = 0.5, 60.0, 2.0
RTP_HEAD, MOST_FRAMES = 12, 50 * 180
HOST = "127.0.0.1"
Address = tuple[str, int]


class NotAnswered(Exception):
    """The switch is not there, refuses the call, or lets it ring for too long."""


class Post(asyncio.DatagramProtocol):
    """A UDP port; what comes waits in a queue."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[bytes] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport | None = None
        self.refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transport is no DatagramTransport in Python 3.11.
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        self.came.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self.refused = isinstance(exc, ConnectionRefusedError)

    def send(self, content: bytes, address: Address) -> None:
        if self.transport:
            self.transport.sendto(content, address)


class Ear(Post):
    """The port where the other side's sound comes: it is counted, and kept only when asked for."""

    heard = 0
    kept: list[bytes] | None = None

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        self.heard += 1
        if self.kept is not None and len(self.kept) < MOST_FRAMES:
            self.kept.append(data[RTP_HEAD:])


class Telephone:
    """A call that is up; `over` is set once either side has hung up."""

    def __init__(self, signals: Post, ear: Ear, dialogue: Dialogue) -> None:
        self._signals, self._ear, self._dialogue = signals, ear, dialogue
        self._stream = Stream(SystemRandom())
        self._answer: Message | None = None
        self.over = asyncio.Event()

    @property
    def heard(self) -> int:
        """How many packets of sound came, 50 a second."""
        return self._ear.heard

    def hush(self) -> bool:
        """Stop what waits to be sent; True where that was more than silence."""
        return self._stream.hush()

    def listen(self) -> None:
        """Keep the sound that comes from now on, for three minutes at most."""
        self._ear.kept = []

    @property
    def listened(self) -> list[bytes]:
        """What came since then, in frames of 20 ms, A-law."""
        return list(self._ear.kept or ())

    def press(self, key: str) -> None:
        self._stream.press(key)

    def say(self, samples: bytes) -> None:
        self._stream.say(samples)

    async def ring(self) -> None:
        """Call until it is answered; raises NotAnswered."""
        again = asyncio.create_task(self._invite())
        try:
            async with asyncio.timeout(RING_SECONDS):
                while self._answer is None:
                    await self._heard_of_invite(again)
        except TimeoutError as error:
            self._signals.send(self._dialogue.cancel(), self._dialogue.there)
            raise NotAnswered("it rang for too long") from error
        finally:
            again.cancel()

    async def _invite(self) -> None:
        """Send the invitation, and again while nothing comes back: UDP loses what it likes."""
        pause = FIRST_AGAIN
        while True:
            self._signals.send(self._dialogue.invite(), self._dialogue.there)
            await asyncio.sleep(pause)
            pause *= 2

    async def _heard_of_invite(self, again: asyncio.Task[None]) -> None:
        try:
            message = await asyncio.wait_for(self._next(), FIRST_AGAIN)
        except TimeoutError:
            if self._signals.refused:
                raise NotAnswered("nothing listens there") from None
            return
        if not message or message.about != "INVITE" or not message.status:
            return
        again.cancel()
        if message.status < RINGS_UNTIL:
            return
        self._signals.send(self._dialogue.acknowledge(message), self._dialogue.there)
        if message.status != Status.OK:
            raise NotAnswered(f"the switch says {message.status}")
        self._answer = message

    async def _next(self) -> Message | None:
        with suppress(Garbled):
            return read(await self._signals.came.get())
        return None

    async def talk(self) -> None:
        """Send sound, and hear when the other side hangs up."""
        there = sound_of(self._answer.body if self._answer else "")
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send_sound(there)) if there else None
            await self._until_bye()
            self.over.set()
            if sending:
                sending.cancel()

    async def _until_bye(self) -> None:
        while True:
            message = await self._next()
            if message and message.method:
                self._signals.send(ok(message), self._dialogue.there)
            if message and message.method == "BYE":
                return
            if message and self._answer and message.status == Status.OK:
                # Our acknowledgement was lost: it is asked for again.
                self._signals.send(self._dialogue.acknowledge(message), self._dialogue.there)

    async def _send_sound(self, there: Address) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time()
        while True:
            packets = self._stream.next_packets()
            for place, packet in enumerate(packets):
                self._ear.send(packet, there)
                at += FRAME_SECONDS if place < max(1, len(packets) - 3) else 0
                await asyncio.sleep(max(0.0, at - loop.time()))

    async def hang_up(self) -> None:
        """End a call that is up, and wait a moment until that is known there."""
        if self.over.is_set() or self._answer is None:
            return
        self.over.set()
        self._signals.send(self._dialogue.hang_up(self._answer), self._dialogue.there)
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                while True:
                    message = await self._next()
                    if message and message.about == "BYE":
                        return


@asynccontextmanager
async def called(number: str, dialled: str, port: int) -> AsyncIterator[Telephone]:
    """Call a line of this machine and stay on it; raises NotAnswered."""
    loop = asyncio.get_running_loop()
    there = (HOST, port)
    _, signals = await loop.create_datagram_endpoint(Post, local_addr=(HOST, 0))
    _, ear = await loop.create_datagram_endpoint(Ear, local_addr=(HOST, 0))
    dialogue = Dialogue(
        number=number, dialled=dialled, here=_place(signals), there=there,
        sound_port=_place(ear)[1], call=secrets.token_hex(12), tag=secrets.token_hex(4),
        branch=secrets.token_hex(8),
    )  # fmt: skip
    telephone = Telephone(signals, ear, dialogue)
    try:
        await telephone.ring()
        talking = asyncio.create_task(telephone.talk())
        try:
            yield telephone
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
            await telephone.hang_up()
    finally:
        for post in (signals, ear):
            if post.transport:
                post.transport.close()


def _place(post: Post) -> Address:
    host, port = post.transport.get_extra_info("sockname")[:2] if post.transport else (HOST, 0)
    return str(host), int(port)
