"""A private chat of one person with one bot, and how the person sees it."""

import asyncio
from dataclasses import dataclass, field

Json = dict[str, object]

KINDS = (
    *("text", "contact", "location", "photo", "voice", "audio"),
    *("video", "video_note", "document", "sticker"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody invented, as Telegram tells a bot about its users."""

    number: int
    first_name: str = "Person"
    username: str = ""
    language_code: str = "ru"

    def user(self) -> Json:
        return {
            "id": self.number,
            "is_bot": False,
            "first_name": self.first_name,
            **({"username": self.username} if self.username else {}),
            "language_code": self.language_code,
        }

    def chat(self) -> Json:
        name = {"username": self.username} if self.username else {}
        return {"id": self.number, "first_name": self.first_name, **name, "type": "private"}


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as the Bot API shows it (`body`), and what only the person's side knows."""

    number: int
    from_bot: bool
    at: float
    body: Json = field(repr=False)
    silent: bool = False
    fixed: bool = False
    version: int = 0

    @property
    def inline(self) -> list[list[Json]]:
        markup = self.body.get("reply_markup")
        return markup["inline_keyboard"] if isinstance(markup, dict) else []

    def quoted(self) -> Json:
        """Return the message as a reply shows it: without what it replied to itself."""
        return {name: one for name, one in self.body.items() if name != "reply_to_message"}

    def seen(self) -> Json:
        kind = next((kind for kind in KINDS if kind in self.body), "text")
        return {
            "id": self.number,
            "from": "bot" if self.from_bot else "person",
            "at": self.at,
            "kind": kind,
            "text": self.body.get("text", self.body.get("caption", "")),
            "buttons": [[button["text"] for button in row] for row in self.inline],
            "edited": "edit_date" in self.body,
            "silent": self.silent,
            "protected": bool(self.body.get("has_protected_content")),
            "version": self.version,
        }


@dataclass(slots=True, kw_only=True)
class Chat:
    person: Person
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    vanished: list[Json] = field(default_factory=list)
    keyboard: list[list[str]] = field(default_factory=list)
    once: bool = False
    notices: list[Json] = field(default_factory=list, repr=False)
    open_queries: list[str] = field(default_factory=list)
    doing: str = ""
    blocked: bool = False
    version: int = 0
    _waiting: list[asyncio.Future[None]] = field(default_factory=list, repr=False)

    def changed(self) -> int:
        """Raise the version and wake whoever waits for it."""
        self.version += 1
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)
        return self.version

    def add(self, message: Message) -> None:
        self.messages[message.number] = message
        if message.from_bot:
            self.doing = ""
        message.version = self.changed()

    def touch(self, message: Message) -> None:
        message.version = self.changed()

    def remove(self, number: int) -> None:
        """Take a message away on both sides."""
        message = self.messages.pop(number)
        sender = "bot" if message.from_bot else "person"
        self.vanished.append({"id": number, "from": sender, "version": self.changed()})

    async def later_than(self, version: int, patience: float) -> None:
        """Wait until the chat is newer than a version, at most for so many seconds."""
        if self.version > version or patience <= 0:
            return
        change = asyncio.get_running_loop().create_future()
        self._waiting.append(change)
        try:
            await asyncio.wait_for(change, patience)
        except TimeoutError:
            return

    def seen(self) -> Json:
        return {
            "version": self.version,
            "blocked": self.blocked,
            "messages": [message.seen() for message in self.messages.values()],
            "vanished": self.vanished,
            "keyboard": self.keyboard,
            "notices": self.notices,
            "open_queries": self.open_queries,
            "doing": self.doing,
        }
