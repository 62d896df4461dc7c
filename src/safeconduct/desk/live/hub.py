"""One reader of the log a process, fanned out to its streams: no query per stream and second.

The reader is a thread that lives as long as there is a stream; it also looks again, every few
seconds, whether each stream's member is still unlocked, and who they are by now.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock, Thread

from django.db import DatabaseError

from safeconduct.cases.tail import Tail
from safeconduct.cases.writer import forget_connections
from safeconduct.desk.live.presence import PRESENCE
from safeconduct.desk.live.signals import BEAT, HELLO, LISTS, LOCKED, Signal, of_event, of_presence
from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader

logger = logging.getLogger("safeconduct.desk")

PAUSE_SECONDS = 0.25
TROUBLE_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 10.0
# A stream that is so far behind is cut: its pages come back and look for themselves.
MOST_WAITING = 500


@dataclass(slots=True, kw_only=True, eq=False)
class Stream:
    """One open stream: what waits to be sent, and for whose teams; `over` ends it."""

    call_sign: str
    teams: frozenset[Team]
    who_reads: Callable[[], Reader | None] = field(repr=False)
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[Signal] = field(default_factory=asyncio.Queue)
    over: bool = False

    def hear(self, signal: Signal) -> None:
        """Put a signal into the queue, from any thread; one for other teams is not heard."""
        if signal.is_for(self.teams):
            self.loop.call_soon_threadsafe(self._put, signal)

    def cut(self) -> None:
        """End it, from any thread; its pages come back through the door."""
        self.loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.over = True
        # Whoever waits for a signal sees that it is over.
        self.waiting.put_nowait(BEAT)

    def _put(self, signal: Signal) -> None:
        if self.waiting.qsize() >= MOST_WAITING:
            self.over = True
            return
        self.waiting.put_nowait(signal)


@dataclass(slots=True)
class Following:
    """How far the reader is: the end of the log, and when it last looked who is unlocked."""

    tail: Tail | None = None
    looked: float = field(default_factory=time.monotonic)


class Hub:
    """The streams of this process; `_follows`: the reader knows where it began in the log."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._follows = False

    def join(self, stream: Stream) -> None:
        """Add a stream; the first one starts the reader.

        Hello is said once the log is followed: who looks after it misses nothing in between.
        """
        with self._lock:
            self._streams.add(stream)
            if self._follows:
                stream.hear(HELLO)
            elif self._thread is None:
                self._thread = Thread(target=self._follow, name="log", daemon=True)
                self._thread.start()

    def leave(self, stream: Stream) -> None:
        with self._lock:
            self._streams.discard(stream)

    def tell(self, signals: Iterable[Signal]) -> None:
        """Say something to every stream that may hear it."""
        for signal in signals:
            for stream in self.streams():
                stream.hear(signal)

    def streams(self) -> tuple[Stream, ...]:
        with self._lock:
            return tuple(self._streams)

    def _follow(self) -> None:
        """Read on until nobody listens; whatever goes wrong once, the streams go on."""
        following = Following()
        while self._still_wanted():
            try:
                self._round(following)
            except DatabaseError:
                logger.warning("the database did not answer; the stream tries again")
                forget_connections()
                time.sleep(TROUBLE_SECONDS)
            except Exception:
                logger.exception("a look at the log broke; the next one follows")
                time.sleep(TROUBLE_SECONDS)
            time.sleep(PAUSE_SECONDS)
        forget_connections()

    def _round(self, following: Following) -> None:
        if following.tail is None:
            following.tail = Tail.begin()
            self._greet()
        self.tell(signal for told in following.tail.read() for signal in of_event(told))
        self.tell(of_presence(PRESENCE.keep({one.call_sign for one in self.streams()})))
        if time.monotonic() - following.looked >= LOOK_AGAIN_SECONDS:
            look_again(self.streams())
            following.looked = time.monotonic()

    def _greet(self) -> None:
        """Say hello to all who came before the log was followed."""
        with self._lock:
            self._follows = True
            for stream in self._streams:
                stream.hear(HELLO)

    def _still_wanted(self) -> bool:
        with self._lock:
            if not self._streams:
                self._thread, self._follows = None, False
            return bool(self._streams)


def look_again(streams: Iterable[Stream]) -> None:
    """End the stream of whoever is locked by now; others go on with the teams they have now.

    One whose look breaks is cut. Where the database does not answer for one, the others are looked
    at all the same, and its error is raised.
    """
    unanswered: DatabaseError | None = None
    for stream in streams:
        try:
            _look_at(stream)
        except DatabaseError as error:
            unanswered = error
        except Exception:
            logger.exception("a look at one stream broke; it is cut")
            stream.cut()
    if unanswered:
        raise unanswered


def _look_at(stream: Stream) -> None:
    reader = stream.who_reads()
    if reader is None:
        stream.hear(LOCKED)
    elif reader.teams != stream.teams:
        stream.teams = reader.teams
        stream.hear(LISTS)


HUB = Hub()
