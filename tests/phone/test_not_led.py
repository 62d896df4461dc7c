"""Whether a call that nobody picked up rang anywhere: only then it is a try of that person."""

import pytest

from safeconduct.domain.call_backs import CameOf
from safeconduct.phone import calling_back
from safeconduct.phone.happened import Happened, Kind
from safeconduct.talks.seats import Standing
from tests.phone.at_line import AtLine, scene
from tests.phone.test_back_enduring import on_duty

pytestmark = [
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.both,
    pytest.mark.usefixtures("cast"),
]
BUSY, NO_ANSWER, REJECTED, CONGESTED, UNKNOWN, NO_USER = 17, 19, 21, 34, 1, 18


@pytest.mark.parametrize(
    ("rings", "cause", "status", "came_of"),
    [
        (False, CONGESTED, 503, CameOf.NO_WAY),
        (False, REJECTED, 403, CameOf.NO_WAY),
        (False, NO_USER, 408, CameOf.NO_WAY),
        (False, CONGESTED, 0, CameOf.NO_WAY),
        (False, REJECTED, 603, CameOf.NOT_ANSWERED),
        (False, REJECTED, 0, CameOf.NOT_ANSWERED),
        (False, BUSY, 486, CameOf.BUSY),
        (False, NO_ANSWER, 480, CameOf.NOT_ANSWERED),
        (False, UNKNOWN, 404, CameOf.NOT_REACHED),
        (False, UNKNOWN, 0, CameOf.NOT_REACHED),
        (True, CONGESTED, 503, CameOf.NOT_REACHED),
        (True, REJECTED, 403, CameOf.NOT_ANSWERED),
        (True, NO_USER, 408, CameOf.NOT_ANSWERED),
    ],
)
def test_who_refused_a_call_is_told_by_whether_it_rang_and_by_what_sip_said(
    *, rings: bool, cause: int, status: int, came_of: CameOf
) -> None:
    async def refused(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        await line.picks_up()
        if rings:
            line.switch.tell(Happened(kind=Kind.RINGS, call=back.name))
        line.switch.tell(Happened(kind=Kind.DESTROYED, call=back.name, cause=cause, status=status))
        assert await back.came_of() is came_of
        assert await line.standing(back.seat) is Standing.FREE

    scene(refused)


@pytest.mark.parametrize("rings", [False, True])
def test_a_call_of_which_nothing_more_is_heard_was_dialled_only_where_it_rang(
    monkeypatch, caplog, *, rings: bool
) -> None:
    monkeypatch.setattr(calling_back, "RING_SECONDS", 0.3)

    async def unheard(line: AtLine) -> None:
        back = await on_duty(line)
        await back.begins()
        await line.picks_up()
        if rings:
            line.switch.tell(Happened(kind=Kind.RINGS, call=back.name))
        wanted = CameOf.NOT_ANSWERED if rings else CameOf.NO_WAY
        assert await back.came_of() is wanted

    scene(unheard)
    assert ("could not be dialled" in caplog.text) is not rings
