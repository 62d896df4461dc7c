"""Callers who want a person, and who is on duty, through faults of a moment: without Asterisk."""

import pytest
from django.db import OperationalError

from safeconduct.domain.calls import What
from safeconduct.phone.call import nothing
from safeconduct.talks import one_thread
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


@pytest.fixture
def no_pauses(cast, monkeypatch) -> None:
    monkeypatch.setattr(one_thread, "TROUBLE_SECONDS", 0.0)


def test_who_is_picked_up_while_the_database_is_away_talks_once_it_is_back(no_pauses) -> None:
    async def picked_up(line: AtLine) -> None:
        await line.seat()
        await line.waits()
        await line.looks()
        line.pool.away = 5
        await line.picks_up()
        await line.goes_on()
        assert (await line.row()).state is State.TALKING
        assert line.together() == {"1.1", *line.switch.rung}

    scene(picked_up)


def test_a_caller_for_whom_no_database_comes_back_leaves_nothing_behind_here(
    no_pauses, monkeypatch
) -> None:
    monkeypatch.setattr(one_thread, "PATIENCE_SECONDS", 0.0)

    async def given_up(line: AtLine) -> None:
        await line.seat()
        talking = await line.talks()
        line.pool.away = 1_000
        with pytest.raises(OperationalError):
            line.switch.ends(line.switch.rung[0])
            await talking
        assert not line.operators.bridges
        assert not line.operators.legs
        assert line.running.calls["1.1"].beside is nothing
        assert line.together() == set()

    scene(given_up)


def test_a_wish_that_nobody_had_read_when_the_stream_was_cut_is_obeyed_afterwards(cast) -> None:
    async def cut(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.gives(What.HOLD, seat)
        await line.operators.look()
        talking.cancel()
        await line.goes_on()
        assert (await line.row()).state is State.TALKING

        await line.waits()
        await line.looks()
        assert (await line.row()).state is State.HELD

    scene(cut)


def test_a_wish_that_was_obeyed_is_not_obeyed_again(cast) -> None:
    async def cut(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.wishes(What.HOLD, seat)
        await line.wishes(What.RESUME, seat)
        talking.cancel()
        await line.goes_on()

        await line.waits()
        await line.looks()
        assert (await line.row()).state is State.TALKING

    scene(cut)
