"""Every method of the stand-in by its name; names are written in any case."""

from safeconduct.drill.bot_api import messages, profile, sending_files, webhooks
from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.bots import Bot
from safeconduct.drill.bot_api.calls import Call, Method
from safeconduct.drill.bot_api.refusals import Refused
from safeconduct.drill.bot_api.world import World

GET_UPDATES = "getUpdates"
METHODS: dict[str, Method] = {
    **messages.METHODS,
    **sending_files.METHODS,
    **profile.METHODS,
    **webhooks.METHODS,
}
NAMES = {name.lower(): name for name in (*METHODS, GET_UPDATES)}
# A webhook's answer may not carry these: the server's own affairs, and what returns something.
NOT_BY_WEBHOOK = ("get", "setwebhook", "deletewebhook", "logout", "close")


def perform(world: World, bot: Bot, method: str, arguments: Arguments) -> None:
    """Carry out a method named in a webhook's answer; its refusal is nobody's concern."""
    name = NAMES.get(method.lower(), "")
    if not name or name.lower().startswith(NOT_BY_WEBHOOK):
        return
    bot.calls[name] += 1
    try:
        METHODS[name](Call(world, bot, arguments))
    except Refused:
        return
