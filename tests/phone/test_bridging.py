"""A caller and who talks with them, without Asterisk: what is heard once a talk is over."""

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone.keypad import Did
from safeconduct.talks import seats
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def test_a_held_caller_whose_operator_hangs_up_hears_no_music_any_more(cast) -> None:
    async def held(line: AtLine) -> None:
        seat = await line.seat()
        talking = await line.talks()
        await line.wishes(What.HOLD, seat)
        assert line.hears_now()
        await line.wishes(What.HANG_UP, seat)
        assert (await talking).heard.did is Did.TALKED
        assert line.hears_now() == []

    scene(held)


def test_nor_does_who_was_to_be_put_through_to_somebody_who_has_not_picked_up(cast) -> None:
    async def put_through(line: AtLine) -> None:
        seat, other = await line.seat(), await line.seat()
        talking = await line.talks()
        leads = (await line.row()).seat
        await line.wishes(What.PUT_THROUGH, leads, other if leads == seat else seat)
        assert len(line.switch.rung) == 2
        await line.wishes(What.HANG_UP, leads)
        assert (await talking).heard.did is Did.TALKED
        assert line.hears_now() == []

    scene(put_through)


def test_a_held_caller_whose_operator_is_lost_is_told_so_and_talks_with_the_next(cast) -> None:
    async def lost(line: AtLine) -> None:
        seat = await line.seat()
        await line.talks()
        await line.wishes(What.HOLD, seat)
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        assert "phone.dropped" in line.switch.heard
        row = await line.row()
        assert (row.state, row.dropped) == (State.WAITING, True)

        other = await line.seat()
        await line.looks()
        await line.picks_up()
        row = await line.row()
        assert (row.state, row.seat) == (State.TALKING, other)
        assert line.hears_now() == []
        assert line.together() == {"1.1", *line.switch.rung}

    scene(lost)


def test_music_that_cannot_be_stopped_keeps_no_row_open(cast) -> None:
    async def gone(line: AtLine) -> None:
        seat = await line.seat(seats.Kind.PHONE)
        talking = await line.talks()
        row = await line.row()
        await line.wishes(What.HOLD, seat)
        line.switch.down = True
        line.switch.ends(line.switch.rung[0])
        await talking
        assert await line.standing(seat) is seats.Standing.WRAPPING
        assert row.id not in line.operators.bridges

    scene(gone)
