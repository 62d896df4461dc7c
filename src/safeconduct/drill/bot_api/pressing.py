"""Pressing buttons: an inline one asks the bot, one under the chat says its label."""

import secrets

from safeconduct.drill.bot_api.bots import Query
from safeconduct.drill.bot_api.chats import Json, Message
from safeconduct.drill.bot_api.refusals import bad
from safeconduct.drill.bot_api.visits import Visit, heard, text

QUERY_LIVES = 15.0
"""Seconds in which a pressed button can be answered; Telegram publishes no figure."""


def press(visit: Visit) -> Json:
    """Press an inline button, the newest that fits, or one of the keyboard under the chat."""
    if visit.chat.blocked:
        raise bad("the person has blocked this bot")
    label, data = visit.given.text("label"), visit.given.text("data")
    wanted = visit.given.whole("message")
    for message in reversed(visit.chat.messages.values()):
        for button in (button for row in message.inline for button in row):
            fits = label == button["text"] or (data and data == button.get("callback_data"))
            if fits and wanted in {0, message.number}:
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
    """Forget pressed buttons that nobody can answer any more; they stand in their order."""
    while queries and next(iter(queries.values())).until < now:
        del queries[next(iter(queries))]
