"""What a bot is and says of itself: its name, commands and descriptions; leaving the server."""

import math

from safeconduct.drill.bot_api.calls import Call, Method
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.refusals import bad, too_many

SETTLES = AWAY = 600.0
MOST_COMMANDS = 100
LONGEST_COMMAND, LONGEST_EXPLANATION = 32, 256
# field: (name in the call, longest)
TEXTS = {
    "MyDescription": ("description", 512),
    "MyShortDescription": ("short_description", 120),
    "MyName": ("name", 64),
}


def get_me(call: Call) -> Json:
    abilities = dict.fromkeys(
        ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries"), False
    )
    return {**call.bot.user(), **abilities}


def place(call: Call) -> str:
    """Return under which scope and language commands or texts are kept."""
    scope = call.arguments.structure("scope", called="BotCommandScope") or {"type": "default"}
    return f"{scope}/{call.arguments.text('language_code')}"


def set_my_commands(call: Call) -> bool:
    asked = call.arguments.structure("commands", called="commands")
    if not isinstance(asked, list):
        raise bad("expected an Array of BotCommand")
    if len(asked) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    call.bot.about[f"commands/{place(call)}"] = [command(one) for one in asked]
    return True


def command(one: object) -> Json:
    if not isinstance(one, dict):
        raise bad("can't parse BotCommand: expected an Object")
    words, told = str(one.get("command", "")).lstrip("/"), str(one.get("description", ""))
    fits = words.isascii() and words.replace("_", "a").isalnum() and words == words.lower()
    if not fits or len(words) > LONGEST_COMMAND:
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(told) <= LONGEST_EXPLANATION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": words, "description": told}


def get_my_commands(call: Call) -> object:
    return call.bot.about.get(f"commands/{place(call)}", [])


def delete_my_commands(call: Call) -> bool:
    call.bot.about.pop(f"commands/{place(call)}", None)
    return True


def sets(method: str) -> Method:
    field, longest = TEXTS[method]

    def set_text(call: Call) -> bool:
        words = call.arguments.text(field)
        if len(words) > longest:
            raise bad(f"{field.upper()}_TOO_LONG")
        call.bot.about[f"{field}/{call.arguments.text('language_code')}"] = words
        return True

    return set_text


def gets(method: str) -> Method:
    field, _ = TEXTS[method]

    def get_text(call: Call) -> Json:
        about = call.bot.about
        usual = about.get(f"{field}/") or (call.bot.name if field == "name" else "")
        return {field: about.get(f"{field}/{call.arguments.text('language_code')}") or usual}

    return get_text


def log_out(call: Call) -> bool:
    """Leave the cloud server: for ten minutes every call is told so."""
    call.bot.away_until = call.now + AWAY
    return True


def close(call: Call) -> bool:
    """Close the bot's instance; refused in its first ten minutes."""
    wait = call.bot.launched + SETTLES - call.now
    if wait > 0:
        raise too_many(math.ceil(wait))
    call.bot.launched = call.now
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    **{f"set{method}": sets(method) for method in TEXTS},
    **{f"get{method}": gets(method) for method in TEXTS},
    "logOut": log_out,
    "close": close,
}
