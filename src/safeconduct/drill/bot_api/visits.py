"""One person at one bot: what they say goes into the chat and becomes an update."""

from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.bots import Bot
from safeconduct.drill.bot_api.chats import Chat, Json, Message
from safeconduct.drill.bot_api.marks import commands_in
from safeconduct.drill.bot_api.refusals import bad
from safeconduct.drill.bot_api.world import World


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at one bot, with what came with the act."""

    world: World
    bot: Bot
    chat: Chat
    given: Arguments

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def update(self, kind: str, what: Json) -> None:
        self.bot.queue.put(kind, what, chat=self.chat.person.number, now=self.now)

    def message(self) -> Message:
        found = self.chat.messages.get(self.given.whole("message"))
        if found is None:
            raise bad("there is no such message")
        return found


Act = Callable[[Visit], Json]


def heard(visit: Visit, content: Json) -> Json:
    """Put a message of the person into the chat and tell the bot."""
    if visit.chat.blocked:
        raise bad("the person has blocked this bot")
    person, number = visit.chat.person, visit.bot.next_message()
    head = {"message_id": number, "from": person.user(), "chat": person.chat()}
    message = Message(
        number=number,
        from_bot=False,
        at=visit.now,
        body={**head, "date": int(visit.now), **replied(visit), **content},
    )
    visit.chat.add(message)
    visit.update("message", message.body)
    return {"message": number}


def replied(visit: Visit) -> Json:
    found = visit.chat.messages.get(visit.given.whole("reply_to"))
    return {"reply_to_message": found.quoted()} if found else {}


def text(words: str) -> Json:
    entities = commands_in(words)
    return {"text": words, **({"entities": entities} if entities else {})}


def rewritten(visit: Visit, message: Message, content: Json) -> Json:
    message.body = message.body | content | {"edit_date": int(visit.now)}
    visit.chat.touch(message)
    visit.update("edited_message", message.body)
    return {"message": message.number}
