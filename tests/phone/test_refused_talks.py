"""A caller with whom the switch refuses to go on: they are told so and wait at the front."""

from uuid import UUID

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone.ari import Gone, Refused
from safeconduct.talks import calls, seats
from safeconduct.talks.calls import State
from tests.phone.at_line import AtLine, scene

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
TALK = "POST bridges/talk-"


async def waits_at_the_front(line: AtLine, operator: UUID) -> None:
    """Look that the caller was told, and that operator and caller come together after all."""
    assert "phone.dropped" in line.switch.heard
    row = await line.row()
    assert (row.state, row.dropped, row.seat) == (State.WAITING, True, None)
    assert await line.standing(operator) is seats.Standing.FREE
    line.switch.refuses = ""
    await line.looks()
    await line.picks_up()
    row = await line.row()
    assert (row.state, row.seat) == (State.TALKING, operator)
    assert line.together() == {"1.1", *line.switch.rung}


def test_a_caller_whom_the_switch_does_not_let_to_an_operator_is_told_so_and_waits(cast) -> None:
    async def refused(line: AtLine) -> None:
        operator = await line.seat()
        talking = await line.waits()
        await line.looks()
        line.switch.refuses = TALK
        await line.picks_up()
        assert not talking.done()
        await waits_at_the_front(line, operator)

    scene(refused)


def test_so_is_one_whom_it_does_not_let_back_from_hold(cast) -> None:
    async def refused(line: AtLine) -> None:
        operator = await line.seat()
        talking = await line.talks()
        await line.wishes(What.HOLD, operator)
        line.switch.refuses = TALK
        await line.wishes(What.RESUME, operator)
        assert not talking.done()
        await waits_at_the_front(line, operator)

    scene(refused)


@pytest.mark.parametrize("refused", ["GET bridges/talk-", "GET channels"])
def test_so_is_one_with_whom_the_next_process_cannot_go_on(cast, refused) -> None:
    async def refuses(line: AtLine) -> None:
        operator = await line.seat()
        before = await line.talks()
        before.cancel()
        await line.goes_on()
        assert (await line.row()).state is State.TALKING

        line.switch.refuses = refused
        talking = await line.waits()
        assert not talking.done()
        await waits_at_the_front(line, operator)

    scene(refuses)


def test_one_who_talked_with_nobody_yet_goes_on_waiting_and_hears_of_no_cut(cast) -> None:
    async def refused(line: AtLine) -> None:
        operator = await line.seat()
        waiting = await line.waits()
        await line.looks()
        assert await line.standing(operator) is seats.Standing.RINGING

        waiting.cancel()
        await line.goes_on()
        # The next process ends first what this one had begun to play.
        line.switch.played.clear()
        line.switch.refuses = "GET endpoints"
        waiting = await line.waits()
        assert not waiting.done()
        assert (await line.row()).state is State.WAITING
        assert "phone.dropped" not in line.switch.heard
        line.switch.refuses = ""
        await line.looks()
        await line.picks_up()
        assert (await line.row()).seat == operator

    scene(refused)


def test_one_who_is_really_gone_is_cut_off_by_nobody(cast) -> None:
    async def gone(line: AtLine) -> None:
        operator = await line.seat()
        before = await line.talks()
        call = (await line.row()).id
        before.cancel()
        await line.goes_on()
        line.switch.refuses, line.switch.gone = "GET bridges/talk-", {"1.1"}
        with pytest.raises(Gone):
            await (await line.waits())
        assert "phone.dropped" not in line.switch.heard
        over = await line.database.do(calls.known_call, call)
        assert (over.state, over.dropped) == (State.OVER, False)
        assert await line.standing(operator) is seats.Standing.WRAPPING

    scene(gone)


def test_one_to_whom_the_switch_says_nothing_any_more_is_let_go(cast) -> None:
    async def refused(line: AtLine) -> None:
        await line.seat()
        talking = await line.talks()
        talking.cancel()
        await line.goes_on()
        line.switch.refuses = "POST"
        with pytest.raises(Refused):
            await (await line.waits())
        assert line.together() == set()

    scene(refused)
