"""As many calls as the line is to carry stand at once, by real SIP, and none is lost.

For a machine on which nothing else runs; it takes about three minutes there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.line import MEDIA_PORT, Watch, a_line, handed_in, left_out
from bench.walks import TO_THE_CODE
from tests.conftest import leave_out
from tests.phone.caller import Caller
from tests.phone.conftest import Line, until

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(900),
]

AT_ONCE, A_SECOND = TO_THE_CODE.at_once, 8
STAYS = "5.0 3 5.0 1 5.0 1 5.0 6 0.6 # 13.0 1 5.0 1 5.0 1 5.0 1 5.0 1 12.0"
"""Until the code is told, in 66 seconds: the last one calls ten before the first hangs up."""


@pytest.fixture
def line() -> Iterator[Line]:
    if why := left_out():
        leave_out(why)
    with a_line() as line:
        yield line


def test_four_hundred_and_fifty_calls_stand_at_once_and_all_are_handed_in(
    line: Line, tmp_path: Path
) -> None:
    before, watch = handed_in(line), Watch(line)
    more = ("-l", str(2 * AT_ONCE), "-mp", str(MEDIA_PORT))
    caller = Caller(
        acts=STAYS.split(), times=AT_ONCE, a_second=A_SECOND, folder=tmp_path, more=more
    )
    with watch.watching():
        done = caller.call(line.sip_port)
    assert done.returncode == 0, done.stdout[-2000:]
    assert watch.most == AT_ONCE
    until(lambda: handed_in(line) == before + AT_ONCE, 60)
