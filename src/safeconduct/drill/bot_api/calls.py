"""One call of a bot: what a method gets to see, and what it may say beside its result."""

from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.drill.bot_api.arguments import Arguments, whole
from safeconduct.drill.bot_api.bots import Bot
from safeconduct.drill.bot_api.chats import Chat
from safeconduct.drill.bot_api.refusals import bad, blocked
from safeconduct.drill.bot_api.world import World


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    bot: Bot
    arguments: Arguments

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def chat(self) -> Chat:
        """Return the private chat that is meant; nobody is there before their first word."""
        words = self.arguments.text("chat_id")
        if not words:
            raise bad("chat_id is empty")
        chat = self.bot.chats.get(whole(words))
        if chat is None:
            raise bad("chat not found")
        return chat

    def open_chat(self) -> Chat:
        """Return a chat into which the bot may write now; one message is counted."""
        chat = self.chat()
        if chat.blocked:
            raise blocked()
        self.bot.pace.count(chat.person.number, self.now)
        return chat


@dataclass(frozen=True, slots=True)
class Told:
    """A result with a word of explanation, as webhook methods give it."""

    result: object
    description: str


Method = Callable[[Call], object]
