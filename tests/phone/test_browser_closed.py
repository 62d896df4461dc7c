"""An operator's browser is closed or killed in mid-talk, by real SIP: their caller comes first."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from safeconduct.config.softphone import folders
from tests.conftest import leave_out
from tests.front.chromium import chromium
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.ears import Ears
from tests.phone.in_browser import HEARS, KEPT, InBrowser, a_path_for_sound
from tests.phone.test_operators import WANTS_PERSON, Operator, bridged
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

AT_ONCE, LOST = 10, 60
"""Seconds until a caller hears so: a closed page says goodbye, a dead one sends no sound."""


@pytest.fixture
def desk(line: Line) -> Iterator[Desk]:
    if not folders():
        leave_out("the operators' phone is not bundled; `make phone` does it")
    with a_path_for_sound(), chromium(*HEARS) as browser:
        yield Desk(product=line, browser=browser)


@pytest.fixture
def rows(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as rows:
        yield rows


@pytest.fixture(autouse=True)
def nobody_is_left(line: Line) -> Iterator[None]:
    yield
    until(line.hangs_up, 20)


def on_duty(desk: Desk, call_sign: str) -> InBrowser:
    """Let a member be reached at their Calls page, in a window that ends with its browser."""
    inside = desk._sign_in(call_sign)
    context = desk.browser.new_context(storage_state=inside, base_url=desk.product.desk)
    new = InBrowser(page=context.new_page())
    new.page.add_init_script(KEPT)
    new.page.goto("/calls/")
    if new.page.locator("[data-standing=untested]").count():
        new.passes_the_test()
    new.goes_on_duty("en")
    return new


def closes(page: Page) -> None:
    """Close the page as a hand closes its tab."""
    page.close(run_before_unload=True)


def dies(page: Page) -> None:
    """Lose the browser, as a machine that loses its power does."""
    told = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    for one in told["processInfo"]:
        os.kill(int(one["id"]), signal.SIGKILL)


@pytest.mark.parametrize(
    ("call_sign", "goes", "soon"), [("Alice", closes, AT_ONCE), ("Bob", dies, LOST)]
)
def test_a_caller_whose_operators_browser_goes_hears_so_and_is_answered_before_who_waited(
    line: Line, desk: Desk, rows: AtDesk, caller: Calls, *,
    tmp_path: Path, call_sign: str, goes: Callable[[Page], None], soon: float,
) -> None:  # fmt: skip
    lost = on_duty(desk, call_sign)
    with (
        Ears(line) as ears,
        caller(f"{WANTS_PERSON} 180.0", echoes=True).begun(line.sip_port) as first,
    ):
        lost.accepts()
        assert lost.sound(seconds=2)["energy"] > 0
        assert rows.state() == "talking"
        waiting = caller(f"{WANTS_PERSON} 180.0", beside=1).begun(line.sip_port)
        until(lambda: rows.state() == "waiting", 40)

        goes(lost.page)
        until(lambda: ears.heard("phone.dropped"), soon)
        dropped, other = rows.calls()[-2:]
        assert (dropped["state"], dropped["dropped"]) == ("waiting", True)
        assert not other["dropped"]

        another = Operator(line, rows.seats(), tmp_path).is_ready()
        with another.phone.answering(line.sip_port):
            until(lambda: rows.calls()[-2]["state"] == "talking", 30)
            until(lambda: bridged(line) == 2, 5)
            assert str(rows.calls()[-2]["seat"]) == another.sitting.seat
            assert rows.state() == "waiting"
            another.sitting.leaves()
        for one in (first, waiting):
            one.kill()
            one.wait()
