"""A simulated person at a bot: starts it, says, presses, waits for what comes, reads the chat."""

import asyncio
from dataclasses import dataclass, field

import aiohttp

LONGEST_WATCH = 30.0

Json = dict[str, object]


class Impossible(Exception):
    """The person cannot do that now: no such button, the bot is blocked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message as the person sees it."""

    number: int
    from_bot: bool
    kind: str
    words: str = field(repr=False)
    buttons: tuple[tuple[str, ...], ...]
    edited: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The chat as it stands: messages of both sides, in order, and how many vanished."""

    version: int
    messages: tuple[Seen, ...]
    vanished: tuple[int, ...]
    keyboard: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...]
    blocked: bool


@dataclass(slots=True, kw_only=True)
class Person:
    """One person (`number`) at one bot; `base` is the stand-in's address."""

    session: aiohttp.ClientSession
    base: str
    number: int
    bot: str = ""
    language: str = "ru"
    first_name: str = ""
    read_to: int = 0

    async def start(self, payload: str = "") -> None:
        await self.act("start", payload=payload)

    async def say(self, words: str) -> int:
        """Say something; return the number of the message."""
        return whole((await self.act("say", text=words))["message"])

    async def press(self, label: str) -> None:
        """Press the newest button with this label: inline, or under the chat."""
        await self.act("press", label=label)

    async def act(self, act: str, **what: object) -> Json:
        """Do anything that people do; the package's docstring lists it."""
        who = {"bot": self.bot, "language_code": self.language, "first_name": self.first_name}
        address = f"{self.base}/people/{self.number}/{act}"
        async with self.session.post(address, json=who | what) as got:
            return checked(await got.json())

    async def chat(self, *, since: int = -1, patience: float = 0) -> View:
        """Return the chat as it is, or as soon as it is newer than a version."""
        asked = {"bot": self.bot, "since": str(since), "timeout": f"{patience:.3f}"}
        address = f"{self.base}/people/{self.number}/chat"
        async with self.session.get(address, params=asked) as got:
            return view(checked(await got.json()))

    async def heard(self, *, patience: float = 30.0, quiet: float = 0.2) -> tuple[Seen, ...]:
        """Wait for what the bot says or edits, until it is quiet; () when nothing came."""
        loop = asyncio.get_running_loop()
        until, version = loop.time() + patience, self.read_to
        news: tuple[Seen, ...] = ()
        while (left := quiet if news else until - loop.time()) > 0:
            chat = await self.chat(since=version, patience=min(LONGEST_WATCH, left))
            if news and chat.version == version:
                break
            version = chat.version
            news = tuple(
                one for one in chat.messages if one.from_bot and one.version > self.read_to
            )
        self.read_to = max([self.read_to, *(one.version for one in news)])
        return news


def checked(answer: object) -> Json:
    """Return an answer of the person's side; raise what it says cannot be done."""
    if not isinstance(answer, dict):
        raise Impossible("the stand-in said nothing")
    if "error" in answer:
        raise Impossible(answer["error"])
    return answer


def view(chat: Json) -> View:
    messages, vanished, notices = (
        items(chat[name]) for name in ("messages", "vanished", "notices")
    )
    return View(
        version=whole(chat["version"]),
        messages=tuple(seen(one) for one in messages),
        vanished=tuple(whole(one["id"]) for one in vanished),
        keyboard=rows(chat["keyboard"]),
        notices=tuple(str(one["text"]) for one in notices),
        blocked=bool(chat["blocked"]),
    )


def seen(one: Json) -> Seen:
    return Seen(
        number=whole(one["id"]),
        from_bot=one["from"] == "bot",
        kind=str(one["kind"]),
        words=str(one["text"]),
        buttons=rows(one["buttons"]),
        edited=bool(one["edited"]),
        version=whole(one["version"]),
    )


def whole(value: object) -> int:
    return value if isinstance(value, int) else int(str(value))


def items(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def rows(value: object) -> tuple[tuple[str, ...], ...]:
    listed = value if isinstance(value, list) else []
    return tuple(tuple(str(label) for label in row) for row in listed)
