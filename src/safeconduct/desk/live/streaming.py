"""One stream of server-sent events: hello once the log is followed, signals, a beat meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from safeconduct.desk.live.hub import HUB, Hub, Stream
from safeconduct.desk.live.signals import BEAT, LOCKED
from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader

# Proxies cut what is silent for a minute; a browser notices a dead line by missing beats.
BEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For whom a stream is: the teams at its beginning, and how to ask who reads later."""

    call_sign: str
    teams: frozenset[Team]
    who_reads: Callable[[], Reader | None] = field(repr=False)


async def spoken(wanted: Wanted, hub: Hub = HUB) -> AsyncIterator[bytes]:
    """Yield the stream until the session locks, the browser leaves or it falls behind."""
    loop = asyncio.get_running_loop()
    stream = Stream(
        call_sign=wanted.call_sign, teams=wanted.teams, who_reads=wanted.who_reads, loop=loop
    )
    hub.join(stream)
    try:
        while not stream.over:
            try:
                signal = await asyncio.wait_for(stream.waiting.get(), BEAT_SECONDS)
            except TimeoutError:
                signal = BEAT
            yield signal.encode()
            stream.over = stream.over or signal is LOCKED
    finally:
        hub.leave(stream)
