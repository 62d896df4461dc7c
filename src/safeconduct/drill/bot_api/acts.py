"""What simulated people do: say, press, send, edit, block; each becomes an update for the bot."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.bots import Bot, Query
from safeconduct.drill.bot_api.chats import Chat, Json, Message, Person
from safeconduct.drill.bot_api.marks import LONGEST_TEXT, commands_in
from safeconduct.drill.bot_api.refusals import bad
from safeconduct.drill.bot_api.sending_files import SHAPES
from safeconduct.drill.bot_api.world import World

QUERY_LIVES = 15.0
"""Seconds in which a pressed button can be answered; Telegram publishes no figure."""

ENDINGS = {
    "photo": "jpg",
    "voice": "oga",
    "audio": "mp3",
    "video": "mp4",
    "video_note": "mp4",
    "document": "bin",
    "sticker": "webp",
}


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
    return {"reply_to_message": found.body} if found else {}


def text(words: str) -> Json:
    entities = commands_in(words)
    return {"text": words, **({"entities": entities} if entities else {})}


def start(visit: Visit) -> Json:
    if visit.chat.blocked:
        unblock(visit)
    payload = visit.given.text("payload")
    return heard(visit, text(f"/start {payload}".strip()))


def say(visit: Visit) -> Json:
    """Say something; apps cut what is too long for one message into several."""
    words = visit.given.text("text").strip()
    if not words:
        raise bad("nothing was said")
    parts = [words[at : at + LONGEST_TEXT] for at in range(0, len(words), LONGEST_TEXT)]
    return [heard(visit, text(part)) for part in parts][-1]


def press(visit: Visit) -> Json:
    """Press an inline button, the newest that fits, or one of the keyboard under the chat."""
    label, data = visit.given.text("label"), visit.given.text("data")
    wanted = visit.given.whole("message")
    for message in reversed(visit.chat.messages.values()):
        if wanted in {0, message.number}:
            for button in (button for row in message.inline for button in row):
                if label == button["text"] or (data and data == button.get("callback_data")):
                    return pressed(visit, message, button)
    if label and any(label in row for row in visit.chat.keyboard):
        if visit.chat.once:
            visit.chat.keyboard = []
        return heard(visit, text(label))
    raise bad("there is no such button")


def pressed(visit: Visit, message: Message, button: Json) -> Json:
    if "callback_data" not in button:
        return {"url": button.get("url", "")}
    query = str(secrets.randbits(62))
    forget_old(visit.bot.queries, visit.now)
    visit.bot.queries[query] = Query(chat=visit.chat, until=visit.now + QUERY_LIVES)
    visit.chat.open_queries.append(query)
    what: Json = {
        "id": query,
        "from": visit.chat.person.user(),
        "message": message.body,
        "chat_instance": str(visit.chat.person.number),
        "data": button["callback_data"],
    }
    visit.update("callback_query", what)
    return {"query": query}


def forget_old(queries: dict[str, Query], now: float) -> None:
    for number in [number for number, query in queries.items() if query.until < now]:
        del queries[number]


def edit(visit: Visit) -> Json:
    message = visit.message()
    if message.from_bot:
        raise bad("a person edits what they sent")
    return rewritten(visit, message, text(visit.given.text("text")))


def rewritten(visit: Visit, message: Message, content: Json) -> Json:
    message.body = message.body | content | {"edit_date": int(visit.now)}
    visit.chat.touch(message)
    visit.update("edited_message", message.body)
    return {"message": message.number}


def contact(visit: Visit) -> Json:
    person = visit.chat.person
    name = visit.given.text("first_name") or person.first_name
    number = visit.given.text("phone_number")
    return heard(
        visit,
        {"contact": {"phone_number": number, "first_name": name, "user_id": person.number}},
    )


def place(visit: Visit) -> Json:
    return {name: visit.given.number(name) for name in ("latitude", "longitude")}


def location(visit: Visit) -> Json:
    return heard(visit, {"location": place(visit)})


def live_location(visit: Visit) -> Json:
    period = visit.given.whole("period", 3600)
    return heard(visit, {"location": {**place(visit), "live_period": period}})


def move(visit: Visit) -> Json:
    message = visit.message()
    before = message.body.get("location")
    if not isinstance(before, dict) or "live_period" not in before:
        raise bad("that is no live location")
    return rewritten(visit, message, {"location": before | place(visit)})


def sends(kind: str) -> Act:
    def send(visit: Visit) -> Json:
        given = visit.given
        content = decoded(given.text("content"))
        name = given.text("name") or f"{kind}.{ENDINGS[kind]}"
        file = visit.bot.files.add(kind, name, content, given.whole("size"))
        shape = SHAPES[kind](file)
        for extra in ("duration", "emoji"):
            if isinstance(shape, dict) and given.text(extra):
                shape[extra] = given.values[extra]
        beside = {"caption": given.text("caption"), "media_group_id": given.text("album")}
        return heard(visit, {kind: shape, **{name: one for name, one in beside.items() if one}})

    return send


def decoded(words: str) -> bytes:
    try:
        return base64.b64decode(words, validate=True)
    except ValueError:
        raise bad("content is base64") from None


def block(visit: Visit) -> Json:
    return told(visit, blocked=True)


def unblock(visit: Visit) -> Json:
    return told(visit, blocked=False)


def told(visit: Visit, *, blocked: bool) -> Json:
    """Change whether the bot may write, and tell it when that is new."""
    if visit.chat.blocked == blocked:
        return {}
    visit.chat.blocked = blocked
    visit.chat.changed()
    member: Json = {"user": visit.bot.user(), "status": "member"}
    kicked: Json = {"user": visit.bot.user(), "status": "kicked", "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    person = visit.chat.person
    where = {"chat": person.chat(), "from": person.user(), "date": int(visit.now)}
    visit.update("my_chat_member", {**where, "old_chat_member": old, "new_chat_member": new})
    return {}


ACTS: dict[str, Act] = {
    "start": start,
    "say": say,
    "press": press,
    "edit": edit,
    "contact": contact,
    "location": location,
    "live_location": live_location,
    "move": move,
    **{kind: sends(kind) for kind in SHAPES},
    "block": block,
    "unblock": unblock,
}


def act(world: World, number: int, name: str, given: Arguments) -> Json:
    """Let one person do one thing; nobody meets a bot before `start`."""
    if name not in ACTS:
        raise bad(f"people do not {name}")
    bot = world.bot_named(given.text("bot"))
    chat = bot.chats.get(number)
    if chat is None:
        if name != "start":
            raise bad("this person has not started the bot")
        chat = bot.chat_with(met(world, number, given))
    done = ACTS[name](Visit(world, bot, chat, given))
    return {"version": chat.version, **done}


def met(world: World, number: int, given: Arguments) -> Person:
    """Return the person of a number, invented at their first start."""
    if number <= 0:
        raise bad("a person is a number above 0")
    known = world.people.get(number)
    if known is None:
        known = world.people[number] = Person(
            number=number,
            first_name=given.text("first_name") or f"Person {number}",
            username=given.text("username"),
            language_code=given.text("language_code") or "ru",
        )
    return known
