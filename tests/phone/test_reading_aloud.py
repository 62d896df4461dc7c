"""What a caller presses while an answer of staff is read aloud to them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from safeconduct.phone import playing as line
from safeconduct.phone.call import Call, Turn
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did
from safeconduct.phone.speaker import Aloud, Ask, How
from tests.phone.spoken import speaker

ANSWER, ELSE = Path("answer"), Path("else")
ID, YES = "1.1", "1"
SAYS = speaker()
STEPS = (
    Aloud(
        number=1, before=SAYS.sounds("phone.answer"), pieces=SAYS.sounds("phone.answer"),
        after=SAYS.sounds("phone.answer.again"),
    ),
    Ask(number=2, sounds=SAYS.sounds("return_visit.want"), how=How.KEY),
)  # fmt: skip


class Presses:
    """A switch at the edge: a key is pressed while the answer is read, and another when asked."""

    def __init__(self, key: str) -> None:
        self.keys = {ANSWER: [key], ELSE: ["", YES]}
        self.call: Call | None = None

    async def play(self, call: str, files: Sequence[Path], playback: str) -> None:
        assert self.call
        waiting = self.keys[files[0]]
        key = waiting.pop(0) if waiting else ""
        pressed = Happened(kind=Kind.KEY, call=call, key=key)
        ended = Happened(kind=Kind.PLAYED, call=call, of=playback)
        self.call.events.put_nowait(pressed if key else ended)

    async def stop_playing(self, playback: str) -> None:
        assert playback


async def made(_sounds: object) -> Sequence[Path]:
    return [ELSE]


@asynccontextmanager
async def aloud(_spoken: object) -> AsyncIterator[Path]:
    yield ANSWER


async def never(*_facts: object) -> Turn:
    raise NotImplementedError


def turn(key: str, *, staffed: bool) -> Turn:
    async def goes() -> Turn:
        switch = Presses(key)
        switch.call = Call(
            id=ID, ari=switch, made=made, aloud=aloud, tone=ELSE, speaker=SAYS, attend=never,
            reached=lambda _signs: staffed, drawn=never, kept=never,
        )  # fmt: skip
        return await switch.call.turn(STEPS)

    return asyncio.run(goes())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    monkeypatch.setattr(line, "DEAF_SECONDS", 0.0)


def test_zero_asks_for_a_person_where_there_is_one() -> None:
    assert turn("0", staffed=True).heard.did is Did.WISHES_PERSON


@pytest.mark.parametrize(("key", "staffed"), [("0", False), ("5", True)])
def test_all_else_ends_the_reading_and_the_question_follows(key: str, *, staffed: bool) -> None:
    heard = turn(key, staffed=staffed).heard
    assert (heard.did, heard.keys) == (Did.ENTERED, YES)
