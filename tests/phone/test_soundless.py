"""A call from which no sound comes any more is over, but never one in which an operator speaks."""

import asyncio

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone.call import Turn
from safeconduct.phone.playing import HungUp
from safeconduct.phone.soundless import Soundless
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene
from tests.phone.test_attending import all_is_said
from tests.talks.chat import a_talk

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
CALL = "1.1"


@pytest.fixture(autouse=True)
def _programme(cast) -> None:
    """Let there be a programme."""


def soundless(line: AtLine) -> Soundless:
    """Return what looks for calls that are over as soon as nothing came between two looks."""
    line.running.soundless.seconds = 0.0
    line.switch.up.append(CALL)
    call = line.running.calls[CALL]
    call.talk = a_talk(channel="phone", address=f"line/{CALL}", language="en")
    return line.running.soundless


async def looks(line: AtLine, found: Soundless, *, packets: int = 0) -> None:
    """Look twice, while so many packets come in between."""
    await found.look()
    line.switch.came[CALL] = line.switch.came.get(CALL, 0) + packets
    await found.look()
    await line.goes_on()


async def waits(line: AtLine) -> asyncio.Task[Turn]:
    await line.seat()
    await line.looks()
    return await line.waits(CALL)


def test_a_waiting_caller_from_whom_nothing_comes_is_over() -> None:
    async def cut(line: AtLine) -> None:
        waiting = await waits(line)
        await looks(line, soundless(line))
        assert line.switch.up == []
        await all_is_said(line)
        with pytest.raises(HungUp):
            await waiting

    scene(cut)


def test_who_sends_sound_in_which_nobody_speaks_waits_on() -> None:
    async def quiet(line: AtLine) -> None:
        await waits(line)
        await looks(line, soundless(line), packets=1)
        assert line.switch.up == [CALL]

    scene(quiet)


def test_who_is_not_picked_up_yet_or_is_called_back_is_left_alone() -> None:
    async def left(line: AtLine) -> None:
        await waits(line)
        found = soundless(line)
        line.running.calls[CALL].talk = None
        await looks(line, found)
        assert line.switch.up == [CALL]

    scene(left)


@pytest.mark.parametrize("held", [False, True])
def test_a_caller_who_sends_nothing_in_a_talk_is_not_cut_and_afterwards_is(*, held: bool) -> None:
    async def talks(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks(CALL)
        if held:
            await line.wishes(What.HOLD, seat)
        found = soundless(line)
        for _ in range(5):
            await looks(line, found)
        assert line.switch.up == [CALL]
        assert (await line.row()).state is (State.HELD if held else State.TALKING)
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        assert not talking.done()
        await looks(line, found)
        assert line.switch.up == []

    scene(talks)


def test_the_time_runs_from_the_end_of_a_talk_on() -> None:
    async def talks(line: AtLine) -> None:
        await line.seat()
        await line.talks(CALL)
        found = soundless(line)
        await looks(line, found)
        found.seconds = 60.0
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        await looks(line, found)
        assert line.switch.up == [CALL]

    scene(talks)


def test_who_only_rings_at_an_operator_is_not_in_a_talk() -> None:
    async def rings(line: AtLine) -> None:
        await waits(line)
        await line.looks()
        assert (await line.row()).state is State.RINGING
        await looks(line, soundless(line))
        assert line.switch.up == []

    scene(rings)
