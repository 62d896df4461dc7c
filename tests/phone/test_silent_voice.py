"""Silence in place of a voice is no voice: it is asked for again, and nothing of it is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from safeconduct.phone.ari import Gone
from safeconduct.phone.call import Call
from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.speaker import Ask, How
from tests.phone.at_line import AtLine, scene

pytestmark = [
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("cast"),
]
CALL = "1.1"
HEAD, SECOND = bytes(44), bytes(16_000)
OF_SILENCE, A_WORD, SPOKEN = HEAD + SECOND[:3_200], HEAD + SECOND[:8_000], HEAD + 4 * SECOND
ASKS = Ask(number=1, sounds=(), how=How.VOICE)


@dataclass(slots=True)
class Records:
    """In place of `Ari`: all is heard at once, and each recording holds what is said next."""

    said: list[bytes]
    call: Call = field(init=False)
    voices: dict[str, bytes] = field(default_factory=dict)
    recorded: int = 0

    async def play(self, call: str, _sounds: Sequence[Path], playback: str) -> None:
        self.call.events.put_nowait(Happened(kind=Kind.PLAYED, call=call, of=playback))

    async def record(self, call: str, name: str) -> None:
        self.recorded += 1
        said = self.said.pop(0)
        if said:
            self.voices[name] = said
        # The switch rounds up.
        seconds = -(-max(0, len(said) - len(HEAD)) // len(SECOND))
        ended = Happened(kind=Kind.RECORDED, call=call, of=name, seconds=seconds)
        self.call.events.put_nowait(ended)

    async def voice(self, name: str) -> bytes:
        if name not in self.voices:
            raise Gone
        return self.voices[name]

    async def forget_voice(self, name: str) -> None:
        self.voices.pop(name, None)


def asked(*said: bytes) -> tuple[Heard, Records]:
    """Ask for a voice, and return what is heard and what the switch has recorded."""
    switch, heard = Records(list(said)), []

    async def asks(line: AtLine) -> None:
        switch.call = line.caller(CALL)
        switch.call.ari = switch
        async with asyncio.timeout(5):
            heard.append((await switch.call.turn([ASKS])).heard)

    scene(asks)
    return heard[0], switch


def test_who_says_nothing_at_all_is_asked_three_times_and_nothing_is_kept() -> None:
    heard, switch = asked(*[OF_SILENCE] * 9)
    assert heard.did is Did.SILENT
    assert (switch.recorded, switch.voices) == (3, {})


def test_a_recording_without_a_packet_of_sound_ends_as_soon() -> None:
    heard, switch = asked(*[HEAD] * 4, *[b""] * 4)
    assert heard.did is Did.SILENT
    assert (switch.recorded, switch.voices) == (3, {})


@pytest.mark.parametrize("said", [A_WORD, SPOKEN])
def test_what_is_said_at_the_second_time_is_kept_be_it_one_word(said) -> None:
    heard, switch = asked(OF_SILENCE, said)
    assert heard.did is Did.SPOKE
    assert switch.voices == {heard.voice: said}


def test_where_the_switch_has_nothing_of_it_there_was_nothing() -> None:
    heard, switch = asked(b"", SPOKEN)
    assert heard.did is Did.SPOKE
    assert switch.recorded == 2
