"""The bench leads whole calls to their end on the real line, and a bare program through as much."""

from collections.abc import Iterator

import pytest

from bench.bare_line import BareLine
from bench.endings import left_on_the_switch
from bench.line import a_line, call_often, left_out
from bench.walks import TO_THE_CODE, WHOLE
from tests.conftest import leave_out
from tests.phone.conftest import Line

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if why := left_out():
        leave_out(why)
    with a_line() as line:
        yield line


def test_whole_calls_end_with_a_voice_in_a_case_that_the_code_opens(line: Line) -> None:
    called = call_often(line, WHOLE.small)
    assert called.failed == 0
    assert called.ended == called.handed_in == called.calls == 5
    assert called.left == 0


def test_calls_to_the_code_are_handed_in_and_nobody_asks_for_their_end(line: Line) -> None:
    called = call_often(line, TO_THE_CODE.small, hears=True)
    assert called.handed_in == called.calls
    assert called.ended is None
    assert len(called.waits) >= 4 * called.calls


def test_a_bare_program_is_led_through_whole_calls_and_keeps_nothing(line: Line) -> None:
    line.stop()
    try:
        with BareLine(line, speaks_at=WHOLE.speaks_at).running() as bare:
            called = call_often(bare, WHOLE.small.by_bare)
    finally:
        line.start()
    assert (called.failed, called.handed_in, called.ended) == (0, None, None)
    assert called.at_once == called.calls
    assert left_on_the_switch(line.home) == 0
