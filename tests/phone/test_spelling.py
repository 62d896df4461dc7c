"""Telling a code: each group until it is written down, or a short number for who cannot write."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from safeconduct.domain.short_number import number_of
from safeconduct.phone.speaker import Sounds, Spell
from safeconduct.phone.spelling import MOST_WRONG, NO_PEN, WRONG, spell
from safeconduct.talks.talk import Do, Item
from tests.phone.spoken import speaker, words_of
from tests.talks.chat import a_talk

CODE = Item(number=1, do=Do.CODE, words=bytes(range(10)).hex())
SHORT = Item(number=1, do=Do.SHORT, words=number_of(b"short"))
SILENCE, NOTED = "", "1"


def telling(item: Item) -> Spell:
    told = speaker().code(a_talk(channel="phone", address="line/1").doing(item))
    assert told
    return told


class Hearing:
    """A caller at the edge: answers each prompt by the next key, and remembers what was said."""

    def __init__(self, keys: Iterable[str], *, staffed: bool = False) -> None:
        self.left, self.is_staffed = list(keys), staffed
        self.said: list[str] = []
        self.shortened: Spell | None = None
        self.drawn = 0
        self.speaker = speaker()

    def staffed(self) -> bool:
        return self.is_staffed

    async def made(self, sounds: Sounds, /) -> Sequence[Path]:
        self.said += words_of(sounds)
        return []

    async def shorten(self) -> Spell:
        self.drawn += 1
        return telling(SHORT)

    async def say(self, sounds: Sounds) -> None:
        self.said += words_of(sounds)

    async def hear(self, files: Sequence[Path], stops: frozenset[str]) -> str:
        assert not files
        key = self.left.pop(0) if self.left else SILENCE
        return key if key in stops else SILENCE

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str:
        assert seconds > 0
        assert not typed_ahead
        self.said += words_of(sounds)
        return self.left.pop(0) if self.left else SILENCE


def told(keys: Sequence[str], item: Item = CODE, *, staffed: bool = False) -> tuple[bool, Hearing]:
    call = Hearing(keys, staffed=staffed)
    return asyncio.run(spell(call, telling(item))), call


def times(call: Hearing, key: str, **facts: str) -> int:
    return call.said.count(speaker().words(key, **facts))


def test_five_groups_that_are_noted_are_said_once() -> None:
    whole, call = told([SILENCE, *[NOTED] * 5])
    assert whole
    assert [times(call, "phone.code.group", place=str(place)) for place in range(1, 6)] == [1] * 5
    assert call.drawn == 0


def test_a_group_that_nobody_confirms_is_said_three_times() -> None:
    _, call = told([SILENCE])
    assert times(call, "phone.code.group", place="1") == 3


@pytest.mark.parametrize("key", [*"2345678", "#"])
def test_a_key_that_is_not_offered_confirms_no_group_and_the_group_comes_again(key: str) -> None:
    whole, call = told([SILENCE, NOTED, key, *[NOTED] * 4])
    assert whole
    spelled = [times(call, "phone.code.group", place=str(place)) for place in range(1, 6)]
    assert spelled == [1, 2, 1, 1, 1]
    place = call.said.index(speaker().words(WRONG))
    assert call.said[place + 1] == speaker().words("phone.code.group", place="2")


def test_after_a_slip_a_group_is_said_three_times_all_the_same() -> None:
    _, call = told([SILENCE, "5"])
    assert times(call, "phone.code.group", place="1") == 4
    assert times(call, WRONG) == 1


def test_wrong_keys_alone_keep_no_call_up() -> None:
    whole, call = told([SILENCE, *["5"] * MOST_WRONG * 5])
    assert whole
    assert times(call, WRONG) == 5 * (MOST_WRONG - 1)


def test_nine_confirms_no_short_number() -> None:
    _, call = told([NO_PEN, SILENCE, NO_PEN, NOTED])
    assert call.drawn == 1
    assert times(call, "phone.short.next") == 2


def test_zero_where_nobody_can_pick_up_has_the_same_group_said_again() -> None:
    whole, call = told([SILENCE, NOTED, "0", *[NOTED] * 4])
    assert whole
    spelled = [times(call, "phone.code.group", place=str(place)) for place in range(1, 6)]
    assert spelled == [1, 2, 1, 1, 1]


@pytest.mark.parametrize("keys", [[NO_PEN], [SILENCE, NO_PEN], [SILENCE, NOTED, NOTED, NO_PEN]])
def test_nine_at_any_moment_of_it_has_a_short_number_told_instead(keys: list[str]) -> None:
    whole, call = told([*keys, SILENCE, NOTED])
    assert whole
    assert call.drawn == 1
    assert times(call, "phone.short") == 1
    assert times(call, "phone.short.end.last") == 1
    assert times(call, "phone.code.end.last") == 0
    assert [times(call, "phone.code.group", place=str(place)) for place in (4, 5)] == [0, 0]


def test_star_says_the_whole_number_again_and_again() -> None:
    _, call = told([NO_PEN, SILENCE, "*", "*", "*", "*", NOTED])
    assert times(call, "phone.short.next") == 5


def test_nine_while_a_short_number_is_told_draws_no_other() -> None:
    whole, call = told([NO_PEN, SILENCE, NO_PEN])
    assert whole
    assert call.drawn == 1


def test_zero_asks_for_a_person_where_there_is_one_and_the_rest_is_told_later() -> None:
    assert not told(["0"], staffed=True)[0]
    assert not told([NO_PEN, SILENCE, "0"], staffed=True)[0]
    assert told([SILENCE, "0", *[NOTED] * 4], staffed=False)[0]


def test_who_was_told_a_short_number_is_never_told_the_code_again() -> None:
    _, call = told([NO_PEN, "0"], staffed=True)
    call.left = [SILENCE, NOTED]
    assert asyncio.run(spell(call, telling(CODE)))
    assert times(call, "phone.code") == 1
    assert call.drawn == 1
