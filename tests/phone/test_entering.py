"""A code by keys: one slip costs one group, and who types ahead loses nothing."""

import asyncio
from collections.abc import Iterable

import pytest

from safeconduct.domain.return_code import ReturnCode, digits
from safeconduct.domain.short_number import number_of
from safeconduct.phone.entering import enter_code
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.speaker import Sounds
from tests.phone.spoken import speaker, words_of

GROUPS = digits(ReturnCode(bytes(range(10))))
CODE = "".join(GROUPS)
SILENCE = ""
NUMBER = number_of(b"a short number")


class Typing:
    """A caller at the edge: presses these keys, and remembers what was said in between."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.left = list(keys)
        self.said: list[str] = []
        self.ahead: list[bool] = []
        self.speaker = speaker()

    async def key(self, sounds: Sounds, *, seconds: float, typed_ahead: bool) -> str:
        self.ahead.append(typed_ahead)
        self.said += words_of(sounds)
        return await self.next_key(seconds)

    async def next_key(self, seconds: float) -> str:
        assert seconds > 0
        return self.left.pop(0) if self.left else SILENCE


def typed(keys: Iterable[str]) -> tuple[Heard, Typing]:
    typing = Typing(keys)
    return asyncio.run(enter_code(typing, ())), typing


def wrong(group: str) -> str:
    return group[:-1] + str((int(group[-1]) + 1) % 10)


def test_five_right_groups_are_a_code() -> None:
    heard, typing = typed(CODE)
    assert heard == Heard(did=Did.ENTERED, keys=CODE)
    assert CODE[:6] not in repr(heard)
    assert typing.said.count(speaker().words("phone.code.right")) == 4


def test_only_before_the_first_group_a_key_may_belong_to_what_was_asked_before() -> None:
    assert typed(CODE)[1].ahead == [False, True, True, True, True]


def test_what_was_typed_on_after_a_slip_is_no_part_of_the_next_try() -> None:
    """A key pressed twice leaves one too many: taken for the next try, that were wrong too."""
    heard, typing = typed(wrong(GROUPS[0]) + CODE)
    assert heard.keys == CODE
    assert typing.ahead == [False, False, True, True, True, True]


def test_no_digit_is_said_back() -> None:
    _, typing = typed(CODE)
    digits_said = {speaker().words(f"phone.digit.{digit}") for digit in range(10)}
    assert digits_said.isdisjoint(typing.said)


def test_a_wrong_group_alone_is_asked_for_again() -> None:
    heard, typing = typed(GROUPS[0] + GROUPS[1] + wrong(GROUPS[2]) + "".join(GROUPS[2:]))
    assert heard.keys == CODE
    assert typing.said.count(speaker().words("phone.code.group", place="3")) == 2
    assert typing.said.count(speaker().words("phone.code.group", place="1")) == 1


def test_right_groups_in_the_wrong_order_are_noticed() -> None:
    heard, typing = typed(GROUPS[1] + CODE)
    assert heard.keys == CODE
    assert speaker().words("phone.code.wrong") in typing.said


def test_star_begins_a_group_anew() -> None:
    heard, typing = typed("12*" + CODE)
    assert heard.keys == CODE
    assert speaker().words("phone.code.wrong") not in typing.said


def test_a_group_that_is_too_short_is_told_so() -> None:
    heard, typing = typed([*GROUPS[0][:5], "#", *CODE])
    assert heard.keys == CODE
    assert speaker().words("phone.code.wrong") in typing.said


def test_the_hash_key_in_place_of_a_code_says_that_there_is_none() -> None:
    assert typed("#")[0].did is Did.NO_CODE


def test_a_group_that_is_wrong_three_times_goes_to_a_person() -> None:
    assert typed(GROUPS[0] + wrong(GROUPS[1]) * 3)[0].did is Did.LOST_CODE


@pytest.mark.parametrize("before", ["", GROUPS[0]])
def test_silence_is_asked_about_and_then_ends_it(before) -> None:
    heard, typing = typed(before)
    assert heard.did is Did.SILENT
    assert typing.said.count(speaker().words("phone.silence")) == 2


def test_who_looks_for_the_paper_first_may_be_late() -> None:
    assert typed([SILENCE, SILENCE, *CODE])[0].keys == CODE


def test_ten_right_digits_are_a_short_number_and_are_heard_without_a_word_in_between() -> None:
    heard, typing = typed(NUMBER)
    assert heard == Heard(did=Did.ENTERED, keys=NUMBER)
    assert NUMBER not in repr(heard)
    assert len(typing.said) == 1


def test_star_begins_anew_also_with_the_other_of_the_two() -> None:
    assert typed(CODE[:3] + "*" + NUMBER)[0].keys == NUMBER
    assert typed(NUMBER[:7] + "*" + CODE)[0].keys == CODE


def test_a_slip_in_a_short_number_is_told_so_and_after_three_a_person_is_to_hear_it() -> None:
    heard, typing = typed(wrong(NUMBER) + NUMBER)
    assert heard.keys == NUMBER
    assert speaker().words("phone.code.wrong") in typing.said
    assert typed(wrong(NUMBER) * 3)[0].did is Did.LOST_CODE


def test_a_short_number_that_ends_too_early_is_told_so() -> None:
    heard, typing = typed([*NUMBER[:6], SILENCE, *NUMBER])
    assert heard.keys == NUMBER
    assert speaker().words("phone.code.wrong") in typing.said


def test_within_a_code_no_short_number_is_understood() -> None:
    assert typed(GROUPS[0] + NUMBER[:6] + NUMBER[:6] + NUMBER[:6])[0].did is Did.LOST_CODE
