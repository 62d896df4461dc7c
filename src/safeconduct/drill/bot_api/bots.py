"""One bot as Telegram knows it: its chats, queue, webhook, files, and what it says of itself."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from safeconduct.drill.bot_api.chats import Chat, Json, Message, Person
from safeconduct.drill.bot_api.files import Files
from safeconduct.drill.bot_api.pace import Limits, Pace
from safeconduct.drill.bot_api.updates import Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook as it was set."""

    url: str
    secret: str = field(default="", repr=False)
    connections: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A pressed button that waits for its answer."""

    chat: Chat = field(repr=False)
    until: float


@dataclass(slots=True, kw_only=True)
class Bot:
    name: str
    token: str = field(repr=False)
    pace: Pace
    queue: Queue = field(repr=False)
    launched: float
    off: bool = False
    away_until: float = 0.0
    chats: dict[int, Chat] = field(default_factory=dict, repr=False)
    files: Files = field(default_factory=Files, repr=False)
    queries: dict[str, Query] = field(default_factory=dict, repr=False)
    about: dict[str, object] = field(default_factory=dict)
    hook: Hook | None = None
    hook_set: float = 0.0
    hook_error: tuple[int, str] | None = None
    delivery: asyncio.Task[None] | None = field(default=None, repr=False)
    last_poll: tuple[int, float] = (0, 0.0)
    calls: Counter[str] = field(default_factory=Counter)
    _messages: int = 1

    @property
    def number(self) -> int:
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        return {
            "id": self.number,
            "is_bot": True,
            "first_name": self.about.get("name/") or self.name,
            "username": self.name,
        }

    def next_message(self) -> int:
        """Count messages over all chats, as a real bot's are."""
        number, self._messages = self._messages, self._messages + 1
        return number

    def chat_with(self, person: Person) -> Chat:
        return self.chats.setdefault(person.number, Chat(person=person))

    def post(self, chat: Chat, content: Json, now: float) -> Message:
        """Put a message of the bot into a chat."""
        number = self.next_message()
        head = {"message_id": number, "from": self.user(), "chat": chat.person.chat()}
        message = Message(
            number=number, from_bot=True, at=now, body={**head, "date": int(now), **content}
        )
        chat.add(message)
        return message


def new_bot(name: str, token: str, *, limits: Limits, now: float, first: int) -> Bot:
    """Return a bot whose updates and messages are counted from a number on."""
    queue = Queue(first)
    return Bot(
        name=name, token=token, pace=Pace(limits), queue=queue, launched=now, _messages=first
    )
