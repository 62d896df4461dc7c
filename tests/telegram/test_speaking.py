"""How a talk's items become messages, and how fast they go."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.talks.talk import Do, Item
from safeconduct.telegram.sending import Pace, bot_of, chat_of
from safeconduct.telegram.speaker import LONGEST, Message, split, units
from tests.talks.chat import a_talk, speaker


@pytest.mark.parametrize("letter", ["a", "я", "😀"])
def test_4097_characters_are_two_messages(letter) -> None:
    parts = split(letter * (LONGEST // units(letter) + 1))
    assert len(parts) == 2
    assert all(units(part) <= LONGEST for part in parts)


@given(st.text("ab я😀\n", max_size=9000))
def test_no_part_is_too_long_and_no_letter_is_lost(words) -> None:
    parts = split(words)
    assert all(0 < units(part) <= LONGEST for part in parts)
    assert "".join("".join(parts).split()) == "".join(words.split())


def test_a_long_answer_of_staff_counts_as_done_with_its_last_part() -> None:
    said = Item(do=Do.WORDS, words="слово " * 1000, row="r", sensitive=True)
    first, *_, last = speaker().steps(a_talk().doing(said))
    assert isinstance(first, Message)
    assert isinstance(last, Message)
    assert (first.numbers, first.rows) == ((), ("r",))
    assert (last.numbers, last.rows) == ((1,), ("r",))


def test_two_news_are_one_message_that_ends_both_rows() -> None:
    news = [Item(do=Do.SAY, key="bot.news", row=row) for row in ("a", "b")]
    (message,) = speaker().steps(a_talk().doing(*news))
    assert isinstance(message, Message)
    assert message.rows == ("a", "b")
    assert message.words == speaker().words("bot.news")


def test_who_waits_for_a_turn_waits_out_a_pause_as_well() -> None:
    async def story() -> list[float]:
        pace, begun = Pace(50), time.monotonic()

        async def one() -> float:
            await pace.turn()
            return time.monotonic() - begun

        waiting = [asyncio.create_task(one()) for _ in range(5)]
        await asyncio.sleep(0)
        pace.pause(0.5)
        return await asyncio.gather(*waiting)

    first, *others = asyncio.run(story())
    assert first < 0.4
    assert all(0.5 <= waited < 2 for waited in others)


@pytest.mark.parametrize(("address", "chat"), [("b/7", 7), ("b/-7", -7), ("b/x", 0), ("", 0)])
def test_an_address_that_names_no_chat_is_nobodys(address, chat) -> None:
    assert chat_of(a_talk(address=address)) == chat


def test_an_address_says_through_which_bot() -> None:
    assert bot_of(a_talk(address="shore_bot/7")) == "shore_bot"
