"""What simulated people do, by name: start, say, press, edit, block, and what they send."""

from safeconduct.drill.bot_api import belongings
from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.chats import Json, Person
from safeconduct.drill.bot_api.marks import LONGEST_TEXT
from safeconduct.drill.bot_api.pressing import press
from safeconduct.drill.bot_api.refusals import bad
from safeconduct.drill.bot_api.visits import Act, Visit, heard, rewritten, text
from safeconduct.drill.bot_api.world import World


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


def edit(visit: Visit) -> Json:
    message = visit.message()
    if message.from_bot:
        raise bad("a person edits what they sent")
    return rewritten(visit, message, text(visit.given.text("text")))


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
    **belongings.ACTS,
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
