"""Nobody waits for ever in silence: after so long it is asked whether somebody is still there."""

from datetime import timedelta

import pytest

from safeconduct.phone.happened import Happened, Kind
from safeconduct.phone.keypad import Did
from safeconduct.phone.operators import TIMES_LONGEST
from tests.phone.at_line import AtLine, scene
from tests.phone.test_attending import all_is_said, busy_at_the_line

pytestmark = [
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.both,
    pytest.mark.usefixtures("cast"),
]


def has_waited(line: AtLine, times: float) -> None:
    """Let the caller's time pass, as if so many of the longest times had."""
    (bridge,) = line.operators.bridges.values()
    line.operators.longest_wait = timedelta(minutes=1)
    object.__setattr__(
        bridge.row, "asked_at", bridge.row.asked_at - times * line.operators.longest_wait
    )


def test_who_has_waited_very_long_and_pressed_nothing_is_asked_as_where_nobody_comes() -> None:
    async def waits(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        has_waited(line, TIMES_LONGEST - 1)
        await all_is_said(line)
        assert not waiting.done()
        has_waited(line, 2)
        await all_is_said(line)
        assert (await waiting).heard.did is Did.NOBODY_CAME

    scene(waits)


def test_who_pressed_a_key_meanwhile_keeps_their_place() -> None:
    async def waits(line: AtLine) -> None:
        _, waiting = await busy_at_the_line(line)
        has_waited(line, TIMES_LONGEST + 1)
        line.switch.tell(Happened(kind=Kind.KEY, call="1.1", key="*"))
        await line.goes_on()
        assert not waiting.done()
        await all_is_said(line)
        assert not waiting.done()

    scene(waits)
