"""The channel's worker on real databases, and the people who write to its bot."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from django.conf import settings

from safeconduct.cases.intake import take_in
from safeconduct.domain.return_code import ReturnCode, digits
from safeconduct.programme.current import current_bundle
from safeconduct.talks import keeping, updates
from safeconduct.talks.couriers import Courier
from safeconduct.talks.saying import Sent
from safeconduct.talks.talk import Do, Shown, Talk
from safeconduct.talks.updates import RawUpdate
from safeconduct.telegram.applying import Worker
from safeconduct.telegram.speaker import Message, Removal
from tests.talks.chat import speaker

BOT = "quiet_shore_bot"


def a_worker() -> Worker:
    """Return what `safeconduct telegram` works with; its day keys lie in the test's own home."""
    return Worker(
        courier=Courier("telegram", settings.HOME),
        bundle=current_bundle(),
        speakers={tag: speaker(tag) for tag in ("ru", "uk", "en")},
        default_language="ru",
    )


@dataclass(slots=True)
class Bot:
    """`sent` keeps back what was done on the network until the next round confirms it."""

    at: datetime
    worker: Worker = field(default_factory=a_worker)
    people: dict[int, "Person"] = field(default_factory=dict)
    done: list[Sent] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(100))
    reachable: bool = True

    def __post_init__(self) -> None:
        self.worker.courier.begin_day(self.at)

    def person(self, chat: int = 7) -> "Person":
        return self.people.setdefault(chat, Person(bot=self, chat=chat))

    def later(self, **passed: float) -> "Bot":
        """Let time pass, and do what the channel does each minute."""
        self.at += timedelta(**passed)
        courier = self.worker.courier
        courier.begin_day(self.at)
        while keeping.relock_old(courier, self.at):
            continue
        courier.destroy_old(self.at)
        return self

    def take(self, *found: RawUpdate) -> None:
        updates.take(found, self.worker.courier, self.at)

    def works(self) -> "Bot":
        """Work until nothing more is to be done, then look for what others left."""
        while True:
            done, self.done = self.done, []
            made = self.worker.round(done, self.at)
            self.send(made.talks)
            if not made.applied and not self.done:
                break
        return self

    def looks(self) -> "Bot":
        self.send(self.worker.waiting(self.at))
        return self.works()

    def send(self, talks: Sequence[Talk]) -> None:
        if self.reachable:
            self.done += [self.people_of(talk).gets(talk) for talk in talks]

    def people_of(self, talk: Talk) -> "Person":
        return self.person(int(talk.address.rpartition("/")[2]))


@dataclass(slots=True)
class Person:
    """Somebody with a telephone: what stands on their screen, and every text they ever got."""

    bot: Bot
    chat: int
    screen: dict[int, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    codes: list[ReturnCode] = field(default_factory=list)
    messages: count = field(default_factory=lambda: count(1))

    def update(self, **message: object) -> RawUpdate:
        number = next(self.bot.numbers)
        shown = next(self.messages)
        self.screen[shown] = str(message.get("text", "?"))
        sender = {"id": self.chat, "language_code": "en"}
        chat = {"id": self.chat, "type": "private"}
        found = {"message_id": shown, "from": sender, "chat": chat, **message}
        content = {"update_id": number, "message": found}
        return RawUpdate(bot=BOT, number=number, content=json.dumps(content).encode())

    def says(self, *words: str) -> "Person":
        self.bot.take(*(self.update(text=one) for one in words))
        self.bot.works()
        return self

    def press(self, data: str) -> RawUpdate:
        number = next(self.bot.numbers)
        message = {"message_id": 1, "chat": {"id": self.chat, "type": "private"}}
        query = {"id": str(number), "from": {"id": self.chat}, "message": message, "data": data}
        content = {"update_id": number, "callback_query": query}
        return RawUpdate(bot=BOT, number=number, content=json.dumps(content).encode())

    def presses(self, *data: str) -> "Person":
        for one in data:
            self.bot.take(self.press(one))
            self.bot.works()
        return self

    def blocks(self) -> "Person":
        number = next(self.bot.numbers)
        chat = {"id": self.chat, "type": "private"}
        content = {
            "update_id": number,
            "my_chat_member": {"chat": chat, "new_chat_member": {"status": "kicked"}},
        }
        self.bot.take(RawUpdate(bot=BOT, number=number, content=json.dumps(content).encode()))
        self.bot.works()
        return self

    def gets(self, talk: Talk) -> Sent:
        """See on the screen what a talk has to say; return it as the network would report it."""
        self.codes += [ReturnCode(bytes.fromhex(i.words)) for i in talk.items if i.do is Do.CODE]
        shown, rows = [], []
        for step in self.bot.worker.speaker(talk.language).steps(talk):
            if isinstance(step, Removal):
                for one in step.ids:
                    self.screen.pop(one, None)
            if isinstance(step, Message):
                number = next(self.messages)
                self.screen[number] = step.words
                self.texts.append(step.words)
                rows += step.rows
                at = int(self.bot.at.timestamp())
                shown.append(
                    Shown(id=number, at=at, sensitive=step.sensitive, question=step.question)
                )
        numbers = frozenset(item.number for item in talk.items)
        return Sent(talk=talk, numbers=numbers, shown=tuple(shown), rows=tuple(rows))

    def asks_for_help(self, may: str = "text", words: str = "Хочу выйти.") -> ReturnCode:
        """Go through the first contact until intake has made a case; return the code."""
        code = self.asks_for_help_alone(may, words)
        take_all()
        return code

    def asks_for_help_alone(self, may: str = "text", words: str = "Хочу выйти.") -> ReturnCode:
        self.says("/start").presses("safe:yes", "who:self", "needs:none", "when:days")
        self.says(words).presses(f"contact:{may}")
        return self.codes[-1]

    def comes_back(self, code: ReturnCode, own_word: str = "") -> "Person":
        self.says("/code").presses("safe:yes").says(" ".join(digits(code)))
        return self.says(own_word) if own_word else self.presses("own_word:skip")

    @property
    def last(self) -> str:
        return self.texts[-1]


def take_all() -> None:
    while take_in():
        pass
