"""Run a channel's loop until the process is asked to end."""

import asyncio
import signal
from typing import Protocol


class Channel(Protocol):
    """A channel that hears and speaks until it is cancelled, and then lets go of its line."""

    async def forever(self) -> None: ...

    async def close(self) -> None: ...


async def conducted(channel: Channel) -> None:
    """Run a channel; SIGTERM and SIGINT end it in order."""
    task = asyncio.ensure_future(channel.forever())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        await channel.close()
