"""The control side: trouble on demand, the clock, counters, the journal."""

from collections.abc import Callable
from itertools import dropwhile

from safeconduct.drill.bot_api.arguments import Arguments
from safeconduct.drill.bot_api.bots import Bot
from safeconduct.drill.bot_api.chats import Json
from safeconduct.drill.bot_api.faults import FAULTS, OUTAGES, Fault, Faults, Trouble
from safeconduct.drill.bot_api.pace import Limits
from safeconduct.drill.bot_api.refusals import Broken, bad, unauthorized
from safeconduct.drill.bot_api.world import World

Control = Callable[[World, Arguments], Json]


def add_bot(world: World, given: Arguments) -> Json:
    return {"id": world.add_bot(given.text("name"), given.text("token")).number}


def switch(world: World, given: Arguments) -> Json:
    bot = world.bot_named(given.text("bot"))
    bot.off = given.yes("off")
    if bot.off:
        bot.queue.end_poll(unauthorized())
    return {"off": bot.off}


def move_clock(world: World, given: Arguments) -> Json:
    world.clock.forward(given.number("forward"))
    return {"now": world.clock.now()}


def outage(world: World, given: Arguments) -> Json:
    kind = trouble(given.text("kind") or Trouble.BAD_GATEWAY, OUTAGES)
    world.faults.outage = kind
    world.faults.outage_until = world.clock.now() + given.number("seconds", 1.0)
    for bot in world.bots.values():
        bot.queue.end_poll(Broken())
    return {"until": world.faults.outage_until}


def fault(world: World, given: Arguments) -> Json:
    world.faults.waiting.append(
        Fault(
            kind=trouble(given.text("kind"), FAULTS),
            calls=given.whole("calls", 1, least=1),
            method=given.text("method"),
            retry_after=given.whole("retry_after", 1, least=1),
        )
    )
    return {"waiting": len(world.faults.waiting)}


def trouble(name: str, kinds: tuple[Trouble, ...]) -> Trouble:
    if name not in kinds:
        raise bad(f"kinds are {', '.join(kinds)}")
    return Trouble(name)


def delivery(world: World, given: Arguments) -> Json:
    world.faults.copies = given.whole("copies", 1, least=1)
    world.faults.shuffled = given.yes("shuffled")
    return {"copies": world.faults.copies, "shuffled": world.faults.shuffled}


def limits(world: World, given: Arguments) -> Json:
    world.limits = Limits(on=given.yes("on"))
    for bot in world.bots.values():
        bot.pace.limits = world.limits
    return {"on": world.limits.on}


def calm(world: World, _given: Arguments) -> Json:
    world.faults = Faults()
    return {}


def state(world: World, _given: Arguments) -> Json:
    return {
        "now": world.clock.now(),
        "limits": world.limits.on,
        "people": len(world.people),
        "bots": [state_of(bot, world.clock.now()) for bot in world.bots.values()],
    }


def state_of(bot: Bot, now: float) -> Json:
    return {
        "name": bot.name,
        "off": bot.off,
        "webhook": bot.hook.url if bot.hook else "",
        "pending": bot.queue.pending(now),
        "chats": len(bot.chats),
        "calls": dict(bot.calls),
    }


def calls(world: World, given: Arguments) -> Json:
    since = given.whole("since")
    found = dropwhile(lambda entry: entry.number <= since, world.journal)
    return {
        "calls": [
            {
                "number": one.number,
                "at": one.at,
                "bot": one.bot,
                "method": one.method,
                "status": one.status,
                "bytes": one.size,
            }
            for one in found
        ]
    }


CONTROLS: dict[str, Control] = {
    "bots": add_bot,
    "switch": switch,
    "clock": move_clock,
    "outage": outage,
    "fault": fault,
    "delivery": delivery,
    "limits": limits,
    "calm": calm,
    "state": state,
    "calls": calls,
}
