"""`getUpdates`: long polling, by one poller at a time, as strict as the real server."""

import asyncio

from safeconduct.drill.bot_api.calls import Call
from safeconduct.drill.bot_api.refusals import BESIDE_WEBHOOK, POLLED_TWICE, conflict

MOST_UPDATES, LONGEST_WAIT = 100, 50
GATHERS = 0.002
# Who asks again with the same offset waits longer, and gets one update at a time.
REPEATS_WITHIN, HURRIES_WITHIN = 3.0, 0.5


async def get_updates(call: Call) -> str:
    """Return the list of updates as JSON text; acknowledges all below the offset.

    Telegram takes a negative offset as "only the last N", and forgets those before them.
    """
    bot, given = call.bot, call.arguments
    if bot.hook:
        raise conflict(BESIDE_WEBHOOK)
    offset = given.whole("offset")
    limit = given.whole("limit", MOST_UPDATES, least=1, most=MOST_UPDATES)
    patience = given.whole("timeout", least=0, most=LONGEST_WAIT)
    bot.queue.allow(given.structure("allowed_updates", called="allowed updates"))
    bot.queue.end_poll(conflict(POLLED_TWICE))
    limit, patience = slowed(call, offset, limit, patience)
    if offset < 0:
        bot.queue.keep_last(-offset)
    else:
        bot.queue.forget_before(offset)
    found = bot.queue.first(limit, now=call.now)
    if not found and patience:
        await bot.queue.more(patience)
        await asyncio.sleep(GATHERS)
        found = bot.queue.first(limit, now=call.now)
    arriving = call.world.faults.delivered(found)
    return f"[{','.join(update.body for update in arriving)}]"


def slowed(call: Call, offset: int, limit: int, patience: int) -> tuple[int, int]:
    before, at = call.bot.last_poll
    call.bot.last_poll = (offset, call.now)
    if before != offset or not call.bot.pace.limits.on:
        return limit, patience
    if call.now < at + REPEATS_WITHIN:
        patience = max(patience, int(REPEATS_WITHIN))
    return (1 if call.now < at + HURRIES_WITHIN else limit), patience
