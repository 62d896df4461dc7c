"""What the switch tells of a call, as the bench reads it: waits, and the code that was spelled."""

from collections.abc import Iterator

import pytest

from bench.overhearing import KEY, WORDS, Overheard
from safeconduct.domain.return_code import ReturnCode, digits, parse
from safeconduct.drill.line_book import Prompt, Told, line_book

CODE = ReturnCode(bytes(range(10)))


def name_of(told: Told, what: str = "", key: str = "") -> str:
    wanted = Prompt(told=told, what=what, key=key)
    return next(name for name, prompt in line_book("en").prompts.items() if prompt == wanted)


def said(call: str, name: str, at: str = "12:00:01") -> dict[str, object]:
    playback = {"target_uri": f"channel:{call}", "media_uri": f"sound:/there/en/{name}"}
    return {"type": WORDS, "timestamp": f"2026-01-01T{at}+00:00", "playback": playback}


def spelled(code: ReturnCode) -> Iterator[str]:
    for place, group in enumerate(digits(code), start=1):
        yield name_of(Told.GROUP, str(place))
        yield from (name_of(Told.DIGIT, key=digit) for digit in group)
        yield name_of(Told.WRITTEN)


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


def test_two_codes_spelled_at_once_are_each_heard(overheard: Overheard) -> None:
    other = ReturnCode(bytes(range(10, 20)))
    for one, two in zip(spelled(CODE), spelled(other), strict=True):
        overheard.heard(said("a", one))
        overheard.heard(said("b", two))
    assert [*map(parse, overheard.codes)] == [CODE, other]


def test_a_group_that_is_said_again_is_one_group(overheard: Overheard) -> None:
    first, *rest = spelled(CODE)
    for name in (first, *rest[:3], first, *rest):
        overheard.heard(said("a", name))
    assert [*map(parse, overheard.codes)] == [CODE]


def test_a_code_of_which_a_digit_was_cut_off_is_none(overheard: Overheard) -> None:
    for name in list(spelled(CODE))[:-2]:
        overheard.heard(said("a", name))
    assert overheard.codes == []


def test_from_a_key_to_the_next_words_is_a_wait(overheard: Overheard) -> None:
    pressed = {"type": KEY, "timestamp": "2026-01-01T12:00:00+00:00", "channel": {"id": "a"}}
    overheard.heard(pressed)
    overheard.heard(said("b", "anything"))
    overheard.heard(said("a", "anything", at="12:00:02"))
    assert overheard.waits == [2.0]
