"""How a bot rests when the platform fails: once for all that failed together, longer each time."""

import asyncio
import time

from django.utils import timezone

from safeconduct.drill.bot_api.clock import Clock
from safeconduct.drill.bot_api.pace import Limits
from safeconduct.talks.saying import confirmed
from safeconduct.talks.talk import Do, Item
from safeconduct.telegram.client import Account, Client
from safeconduct.telegram.sending import LONGEST_PAUSE, Line, Pace, Sending
from tests.drill.bot_api.wire import TOKEN, Wire
from tests.talks.chat import a_talk, speaker


def line() -> Line:
    client = Client(Account(name="bot", token=f"1:{'a' * 35}", api="http://127.0.0.1:1"))
    return Line(client=client, pace=Pace(25.0))


def test_many_talks_that_fail_in_one_outage_make_one_short_pause() -> None:
    bot = line()
    begun = time.monotonic()
    for _ in range(50):
        bot.failed(begun)
    assert bot.pause == 1.0


def test_an_outage_that_goes_on_makes_longer_pauses_up_to_the_longest() -> None:
    bot, pauses = line(), []
    for _ in range(9):
        bot.failed(bot.paused_until)
        pauses.append(bot.pause)
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_message_that_comes_through_ends_the_pauses() -> None:
    bot = line()
    bot.failed(time.monotonic())
    bot.worked()
    bot.failed(bot.paused_until)
    assert bot.pause == 1.0


async def sent_to(chat: int, bot: Line, messages: int) -> float:
    """Send so many messages in one chat; return after how many seconds the last was through."""
    begun, talk = time.monotonic(), a_talk(address=f"shore/{chat}")
    talk = talk.doing(*[Item(do=Do.LANGUAGES)] * messages)
    while talk.items:
        sending = Sending(talk=talk, line=bot, clock=timezone.now)
        talk = confirmed(talk, await sending.run(speaker()))
    return time.monotonic() - begun


def test_who_presses_without_end_has_the_platform_pause_nobody() -> None:
    """It asks the whole bot to wait where one chat gets too much, and does not say which."""
    with Wire(Limits()) as wire:
        wire.world.clock = Clock()
        for person in (7, 8):
            wire.act(person, "start")

        async def both() -> list[float]:
            client = Client(Account(name="shore", token=TOKEN, api=wire.server.base))
            bot = Line(client=client, pace=Pace(25.0))
            try:
                return await asyncio.gather(sent_to(7, bot, 9), sent_to(8, bot, 1))
            finally:
                await client.close()

        loud, quiet = asyncio.run(both())
        calls = wire.control("calls")["calls"]
    asked = [one["status"] for one in calls if one["method"] == "sendMessage"]
    assert asked == [200] * 10
    assert quiet < 2 < loud


def test_without_a_pace_for_the_bot_no_chat_has_one() -> None:
    """So it is measured, and so it drives a server of one's own that sets no limits."""
    with Wire() as wire:
        wire.act(7, "start")

        async def alone() -> float:
            client = Client(Account(name="shore", token=TOKEN, api=wire.server.base))
            try:
                return await sent_to(7, Line(client=client, pace=Pace(0)), 9)
            finally:
                await client.close()

        assert asyncio.run(alone()) < 2
