"""An operator is told while no sound comes from their caller's line, and nobody is hung up."""

from uuid import UUID

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone.ari import Unreachable
from safeconduct.phone.soundless_talks import SoundlessTalks
from safeconduct.talks import calls
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene
from tests.phone.test_back_enduring import on_duty

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
CALL = "1.1"


@pytest.fixture(autouse=True)
def _programme(cast) -> None:
    """Let there be a programme."""


def soon(line: AtLine) -> SoundlessTalks:
    """Return what tells of a line as soon as nothing came between two looks."""
    line.switch.up.append(CALL)
    line.running.soundless_talks.seconds = 0.0
    return line.running.soundless_talks


async def looks(line: AtLine, *, packets: int = 0) -> None:
    """Look twice, while so many packets come in between."""
    found = line.running.soundless_talks
    await found.look()
    line.switch.came[CALL] = line.switch.came.get(CALL, 0) + packets
    await found.look()


async def is_soundless(line: AtLine) -> bool:
    return (await line.row(CALL)).soundless


@pytest.mark.parametrize("held", [False, True])
def test_who_leads_a_talk_in_which_no_sound_comes_is_told_until_some_does(*, held: bool) -> None:
    async def talks(line: AtLine) -> None:
        seat = await line.seat()
        await line.talks(CALL)
        if held:
            await line.wishes(What.HOLD, seat)
        soon(line)
        await looks(line)
        assert await is_soundless(line)
        await looks(line, packets=1)
        assert not await is_soundless(line)
        assert line.switch.up == [CALL]
        assert (await line.row(CALL)).state is (State.HELD if held else State.TALKING)

    scene(talks)


def test_a_short_silence_of_a_line_is_not_told() -> None:
    async def talks(line: AtLine) -> None:
        await line.seat()
        await line.talks(CALL)
        found = soon(line)
        found.seconds = 60.0
        await looks(line)
        assert not await is_soundless(line)
        before, since = found.came[(await line.row(CALL)).id]
        found.came[(await line.row(CALL)).id] = (before, since - 60.0)
        await found.look()
        assert await is_soundless(line)

    scene(talks)


def test_of_who_waits_or_rings_nothing_is_told() -> None:
    async def waits(line: AtLine) -> None:
        await line.seat()
        await line.waits(CALL)
        soon(line)
        await looks(line)
        await line.looks()
        assert (await line.row(CALL)).state is State.RINGING
        await looks(line)
        assert not await is_soundless(line)

    scene(waits)


def test_who_is_called_back_is_counted_once_they_have_said_that_they_can_talk() -> None:
    async def calls_back(line: AtLine) -> None:
        back = await on_duty(line)
        soon(line)
        await back.begins()
        await line.picks_up()
        await back.answers()
        await looks(line)
        assert not (await line.row(back.name)).soundless
        await back.presses("1")
        assert await back.state() is State.TALKING
        await looks(line)
        assert (await line.row(back.name)).soundless

    scene(calls_back)


def test_a_caller_whose_operator_is_lost_is_said_to_be_soundless_no_more() -> None:
    async def talks(line: AtLine) -> None:
        await line.seat()
        await line.talks(CALL)
        found = soon(line)
        await looks(line)
        assert await is_soundless(line)
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        await looks(line)
        assert not await is_soundless(line)
        assert (found.told, found.came) == ({}, {})

    scene(talks)


def test_what_an_earlier_process_told_is_told_anew() -> None:
    async def talks(line: AtLine) -> None:
        await line.seat()
        await line.talks(CALL)
        soon(line)
        await line.database.do(told_before, (await line.row(CALL)).id)
        await line.running.soundless_talks.look()
        assert not await is_soundless(line)

    scene(talks)


def test_a_silent_switch_says_nothing_of_a_line() -> None:
    async def talks(line: AtLine) -> None:
        await line.seat()
        await line.talks(CALL)
        found = soon(line)
        await looks(line)
        line.switch.down = True
        with pytest.raises(Unreachable):
            await found.look()
        assert await is_soundless(line)

    scene(talks)


def told_before(call: UUID) -> None:
    calls.is_soundless(call, soundless=True)
