"""A caller and who talks with them, without Asterisk: what is heard once a talk is over."""

from uuid import UUID

import pytest

from safeconduct.domain.calls import What
from safeconduct.phone.keypad import Did
from safeconduct.phone.switchboard import LISTENS, SHOWN
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


# ---- legs that the switch does not let in


async def with_a_colleague(line: AtLine) -> tuple[UUID, UUID]:
    """Let a caller talk; return who leads, and a colleague who is free."""
    seat, other = await line.seat(), await line.seat()
    await line.talks()
    leads = (await line.row()).seat
    return leads, other if leads == seat else seat


async def listens(line: AtLine, colleague: UUID) -> None:
    await line.wishes(What.LISTEN, colleague, (await line.row()).seat)
    await line.picks_up()


def test_a_listener_hears_by_an_ear_of_their_own(cast) -> None:
    async def hears(line: AtLine) -> None:
        _, colleague = await with_a_colleague(line)
        await listens(line, colleague)
        assert len(line.switch.ears) == 1
        assert await line.standing(colleague) is seats.Standing.TALKING

    scene(hears)


@pytest.mark.parametrize("refused", ["/snoop/", "POST bridges/ear-"])
def test_a_listener_whom_the_switch_refuses_is_free_again_and_the_talk_goes_on(
    cast, refused
) -> None:
    async def refuses(line: AtLine) -> None:
        _, colleague = await with_a_colleague(line)
        line.switch.refuses = refused
        await listens(line, colleague)
        assert (await line.row()).state is State.TALKING
        assert line.together() == {"1.1", *line.switch.rung}
        assert await line.standing(colleague) is seats.Standing.FREE
        assert line.switch.ears == []

    scene(refuses)


@pytest.mark.parametrize("what", [What.BRING_IN, What.PUT_THROUGH])
def test_a_colleague_whom_the_switch_refuses_is_free_again_and_the_talk_goes_on(cast, what) -> None:
    async def refuses(line: AtLine) -> None:
        leads, colleague = await with_a_colleague(line)
        await line.wishes(what, leads, colleague)
        line.switch.refuses = f"/addChannel {line.switch.rung[-1]}"
        await line.picks_up()
        assert (await line.row()).state is State.TALKING
        assert line.together() == {"1.1", *line.switch.rung}
        assert await line.standing(colleague) is seats.Standing.FREE

    scene(refuses)


def test_nor_does_a_bridge_that_cannot_be_made_for_a_colleague_end_the_talk(cast) -> None:
    async def refuses(line: AtLine) -> None:
        leads, colleague = await with_a_colleague(line)
        await line.wishes(What.BRING_IN, leads, colleague)
        line.switch.refuses = "POST bridges/talk-"
        await line.picks_up()
        assert (await line.row()).state is State.TALKING
        assert await line.standing(colleague) is seats.Standing.FREE

    scene(refuses)


# ---- who listens when another operator leads


async def listened_to(line: AtLine, what: What) -> tuple[UUID, UUID, UUID]:
    """Let somebody hear a talk, and a colleague come to it; return who leads, comes and hears."""
    leads, colleague = await with_a_colleague(line)
    hears = await line.seat()
    await listens(line, hears)
    await line.wishes(what, leads, colleague)
    await line.picks_up()
    assert len(line.switch.ears) == 1
    return leads, colleague, hears


async def hears_no_more(line: AtLine, leads: UUID, heard: UUID) -> None:
    row = await line.row()
    assert (row.state, row.seat) == (State.TALKING, leads)
    assert await line.standing(heard) is seats.Standing.FREE
    assert line.switch.ears == []
    assert line.together() == {"1.1", *line.switch.rung}


def test_who_listens_hears_no_colleague_to_whom_the_talk_was_handed_over(cast) -> None:
    async def handed_over(line: AtLine) -> None:
        leads, colleague, hears = await listened_to(line, What.PUT_THROUGH)
        await line.wishes(What.WHISPER_DONE, leads)
        await hears_no_more(line, colleague, hears)

    scene(handed_over)


def test_nor_one_who_was_brought_in_and_leads_when_the_operator_is_lost(cast) -> None:
    async def lost(line: AtLine) -> None:
        _, colleague, hears = await listened_to(line, What.BRING_IN)
        line.switch.ends(line.switch.rung[0])
        await line.goes_on()
        await hears_no_more(line, colleague, hears)

    scene(lost)


def test_who_is_only_rung_to_listen_is_rung_no_more_then(cast) -> None:
    async def rung(line: AtLine) -> None:
        leads, colleague = await with_a_colleague(line)
        await line.wishes(What.PUT_THROUGH, leads, colleague)
        await line.picks_up()
        hears = await line.seat()
        await line.wishes(What.LISTEN, hears, leads)
        assert await line.standing(hears) is seats.Standing.RINGING
        await line.wishes(What.WHISPER_DONE, leads)
        await hears_no_more(line, colleague, hears)

    scene(rung)


def test_a_wish_to_listen_that_is_read_after_a_hand_over_leads_to_nobody(cast) -> None:
    async def handed_over(line: AtLine) -> None:
        leads, colleague = await with_a_colleague(line)
        await line.wishes(What.PUT_THROUGH, leads, colleague)
        await line.picks_up()
        hears = await line.seat()
        # Both are read at once, in the order in which they were wished.
        await line.gives(What.WHISPER_DONE, leads)
        await line.wishes(What.LISTEN, hears, leads)
        await hears_no_more(line, colleague, hears)
        assert line.switch.shown.count(LISTENS) == 0
        await line.wishes(What.LISTEN, hears, colleague)
        assert line.switch.shown.count(LISTENS) == 1

    scene(handed_over)


def test_who_asked_to_listen_is_shown_so_and_everybody_else_as_ever(cast) -> None:
    async def listens(line: AtLine) -> None:
        await line.seat()
        await line.talks()
        supervisor = await line.seat()
        await line.wishes(What.LISTEN, supervisor, (await line.row()).seat)
        assert line.switch.shown == [SHOWN, LISTENS]

    scene(listens)
