"""`setWebhook`, `deleteWebhook`, `getWebhookInfo`; only the loopback address can be reached."""

import asyncio
import ipaddress
import re
from urllib.parse import urlsplit

from safeconduct.drill.bot_api.bots import Bot, Hook
from safeconduct.drill.bot_api.calls import Call, Method, Told
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.delivery import Delivery
from safeconduct.drill.bot_api.refusals import ENDED_BY_WEBHOOK, bad, conflict, too_many
from safeconduct.drill.bot_api.updates import KINDS

USUAL_CONNECTIONS, MOST_CONNECTIONS = 40, 100
LONGEST_SECRET = 256
SECRET = re.compile(r"[A-Za-z0-9_-]*")


def set_webhook(call: Call) -> object:
    url = call.arguments.text("url")
    if not url:
        return delete_webhook(call)
    bot = call.bot
    if bot.pace.limits.on and call.now < bot.hook_set + 1:
        raise too_many(1)
    bot.hook_set = call.now
    hook = hook_of(call, url)
    bot.queue.allow(call.arguments.structure("allowed_updates", called="allowed updates"))
    drops = call.arguments.yes("drop_pending_updates")
    if hook == bot.hook and not drops:
        return Told(result=True, description="Webhook is already set")
    end_delivery(bot)
    bot.queue.end_poll(conflict(ENDED_BY_WEBHOOK))
    if drops:
        bot.queue.keep_last(0)
    bot.hook, bot.hook_error = hook, None
    bot.delivery = asyncio.create_task(Delivery(call.world, bot, hook).run())
    return Told(result=True, description="Webhook was set")


def hook_of(call: Call, url: str) -> Hook:
    secret = call.arguments.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise bad("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad("invalid webhook URL specified")
    if not is_loopback(parts.hostname):
        raise bad("bad webhook: Failed to resolve host: Name or service not known")
    connections = call.arguments.whole(
        "max_connections", USUAL_CONNECTIONS, least=1, most=MOST_CONNECTIONS
    )
    return Hook(url=parts.geturl(), secret=secret, connections=connections)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def delete_webhook(call: Call) -> Told:
    bot = call.bot
    if call.arguments.yes("drop_pending_updates"):
        bot.queue.keep_last(0)
    if bot.hook is None:
        return Told(result=True, description="Webhook is already deleted")
    end_delivery(bot)
    bot.hook, bot.hook_error = None, None
    return Told(result=True, description="Webhook was deleted")


def end_delivery(bot: Bot) -> None:
    if bot.delivery:
        bot.delivery.cancel()
        bot.delivery = None


def get_webhook_info(call: Call) -> Json:
    bot = call.bot
    info: Json = {
        "url": bot.hook.url if bot.hook else "",
        "has_custom_certificate": False,
        "pending_update_count": bot.queue.pending(call.now),
    }
    if bot.hook:
        info |= {"max_connections": bot.hook.connections, "ip_address": "127.0.0.1"}
    if bot.hook_error:
        date, words = bot.hook_error
        info |= {"last_error_date": date, "last_error_message": words}
    if bot.queue.allowed != KINDS:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    return info


METHODS: dict[str, Method] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
