"""Send what a talk has to say, in its order, within the platform's limits; at least once."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.cases.outbox import State
from safeconduct.talks.saying import Sent
from safeconduct.talks.talk import Shown, Talk
from safeconduct.telegram.client import Client, NotThere, Refused, SwitchedOff, Unreachable, Wait
from safeconduct.telegram.speaker import Message, Removal, Speaker, Step

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# The platform names a message a second and "short bursts"; one less than it is known to take.
CHAT_GAP, CHAT_BURST = 1.0, 4
MOST_CHATS = 10_000


class Pace:
    """At most so many messages a second for one bot; a pause that the platform asks for is kept.

    Who waits for a turn when the pause is asked for waits it out too.
    """

    def __init__(self, a_second: float) -> None:
        self._gap = 1 / a_second if a_second else 0.0
        self._next = 0.0
        self._paused_until = 0.0

    @property
    def is_kept(self) -> bool:
        return self._gap > 0

    async def turn(self) -> None:
        while (at := self._drawn()) > (now := time.monotonic()):
            await asyncio.sleep(at - now)
            if self._paused_until <= at:
                return

    def pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _drawn(self) -> float:
        """Draw the next free moment, after any pause."""
        at = max(time.monotonic(), self._next, self._paused_until)
        self._next = at + self._gap
        return at


class ChatPace:
    """At most one message a second in one chat, after a few at once; others need not wait for it.

    Where a chat gets too much the platform asks for a pause and does not say of whom: the whole bot
    keeps it, and who presses without end would silence it for everybody.
    """

    def __init__(self) -> None:
        self._next: dict[int, float] = {}

    async def turn(self, chat: int) -> None:
        now = time.monotonic()
        at = max(self._next.get(chat, 0.0), now - (CHAT_BURST - 1) * CHAT_GAP)
        if len(self._next) >= MOST_CHATS:
            self._forget(now)
        self._next[chat] = at + CHAT_GAP
        if at > now:
            await asyncio.sleep(at - now)

    def _forget(self, now: float) -> None:
        """Forget who may send a whole burst again: as good as never heard of."""
        since = now - (CHAT_BURST - 1) * CHAT_GAP
        self._next = {chat: at for chat, at in self._next.items() if at > since}


@dataclass(slots=True, kw_only=True)
class Line:
    """One bot as talks are sent through it: its client, its pace, and the faults of late."""

    client: Client
    pace: Pace
    chats: ChatPace = field(default_factory=ChatPace)
    pause: float = field(default=0.0)
    paused_until: float = field(default=0.0)

    async def turn(self, chat: int, step: Step) -> None:
        """Wait for the chat, then for the bot; where the bot has no pace no chat has one."""
        if self.pace.is_kept and not isinstance(step, Removal):
            await self.chats.turn(chat)
        await self.pace.turn()

    def worked(self) -> None:
        self.pause = 0.0

    def failed(self, begun: float) -> None:
        """Pause, twice as long as the last time; what failed with it makes no longer pause."""
        if begun >= self.paused_until:
            self.pause = min(max(2 * self.pause, FIRST_PAUSE), LONGEST_PAUSE)
            self.pace.pause(self.pause)
            self.paused_until = time.monotonic() + self.pause


@dataclass(slots=True, kw_only=True)
class Sending:
    """One talk on its way; what was done is collected, whatever ends it."""

    talk: Talk
    line: Line
    clock: Callable[[], datetime]
    numbers: set[int] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def run(self, speaker: Speaker) -> Sent:
        """Do every step; on a fault that passes, stop where it stands and say what was done."""
        begun = time.monotonic()
        try:
            for step in speaker.steps(self.talk):
                await self.line.turn(chat_of(self.talk), step)
                begun = time.monotonic()
                await self._do(step)
                self.numbers.update(step.numbers)
            self.numbers.update(item.number for item in self.talk.items)
            self.line.worked()
        except Wait as wait:
            self.line.pace.pause(wait.seconds)
        except (Unreachable, SwitchedOff):
            self.line.failed(begun)
        except NotThere:
            return self._nobody_there()
        return self._sent()

    async def _do(self, step: Step) -> None:
        chat = chat_of(self.talk)
        if isinstance(step, Message):
            await self._send(chat, step)
        elif isinstance(step, Removal):
            await self.line.client.remove(chat, step.ids)
        else:
            await self.line.client.remark(chat, step)

    async def _send(self, chat: int, message: Message) -> None:
        """Send one message; one that the platform refuses for good is not repeated.

        The answer it belongs to shows at the desk as undelivered, also when other parts came.
        """
        try:
            number = await self.line.client.send(chat, message)
        except Refused:
            self.refused.extend(message.rows)
            return
        at = int(self.clock().timestamp())
        shown = Shown(id=number, at=at, sensitive=message.sensitive, question=message.question)
        self.shown.append(shown)
        if message.numbers:
            self.rows.extend(message.rows)

    def _sent(self) -> Sent:
        return Sent(
            talk=self.talk,
            numbers=frozenset(self.numbers),
            shown=tuple(self.shown),
            rows=tuple(self.rows),
            refused=tuple(self.refused),
        )

    def _nobody_there(self) -> Sent:
        """Everything for this chat is void; answers of the desk show there as undelivered."""
        return Sent(
            talk=self.talk,
            numbers=frozenset(item.number for item in self.talk.items),
            rows=tuple(item.row for item in self.talk.items if item.row),
            became=State.FAILED,
        )


def chat_of(talk: Talk) -> int:
    """Return the chat's number; 0, which is nobody's, where an address names none."""
    try:
        return int(talk.address.rpartition("/")[2])
    except ValueError:
        return 0


def bot_of(talk: Talk) -> str:
    return talk.address.rpartition("/")[0]
