"""How a bot rests when the platform fails: once for all that failed together, longer each time."""

import time

from safeconduct.telegram.client import Account, Client
from safeconduct.telegram.sending import LONGEST_PAUSE, Line, Pace


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
