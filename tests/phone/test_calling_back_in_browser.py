"""An operator in Chromium calls back from a case, through the real switch and a carrier."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from safeconduct.config.softphone import folders
from safeconduct.phone.switch import unpacked
from safeconduct.programme.home import Home
from tests.conftest import leave_out
from tests.front.chromium import chromium
from tests.phone.at_desk import AtDesk
from tests.phone.called import CARRIER, NUMBER, PORT, Called, came_of, lead_out, wish_a_call
from tests.phone.conftest import Line, until
from tests.phone.in_browser import HEARS, InBrowser, a_path_for_sound, operator
from tests.phone.test_in_browser import SPEAKING, wrap_up_and_leave
from tests.phone.test_operators import heard_both_ways
from tests.postgres_server import free_port
from tests.product import answers
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

RINGS_FIRST = "Pick up first; then their telephone rings"
DIALS = "You call them back: their telephone rings"


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """Return a line from which one carrier leads to people."""
    if unpacked() is None:
        leave_out("there is no Asterisk; `make phone` unpacks one")
    if os.geteuid():
        leave_out("SIPp sends keys through a raw socket, which only root may open")
    if not folders():
        leave_out("the operators' phone is not bundled; `make phone` does it")
    with a_path_for_sound(), Line() as running:
        lead_out(running)
        running.begins_anew("desk")
        until(lambda: answers(running.desk), 30)
        yield running
    shutil.rmtree(Home(root=running.home).switch_in_memory)


@pytest.fixture(scope="module")
def rows(line: Line) -> Iterator[AtDesk]:
    with AtDesk(line) as rows:
        yield rows


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[Desk]:
    with chromium(*HEARS) as browser:
        yield Desk(product=line, browser=browser)


@pytest.fixture
def alice(desk: Desk) -> Iterator[InBrowser]:
    with operator(desk, "Alice") as alice:
        if alice.page.locator("[data-standing=untested]").count():
            alice.passes_the_test()
        alice.goes_on_duty("en")
        yield alice


@pytest.fixture
def called(tmp_path: Path) -> Called:
    folder = tmp_path / "called"
    folder.mkdir()
    return Called(here=CARRIER, port=PORT, folder=folder, media=free_port() // 2 * 2, echoes=True)


@pytest.fixture(autouse=True)
def wished(line: Line, rows: AtDesk, tmp_path: Path) -> None:
    wish_a_call(line, rows, tmp_path)


def calls_back(alice: InBrowser) -> Page:
    """Open the case of who wished it from the Calls page, call, and pick up; return that tab."""
    row = alice.page.locator("[id^=wished-]")
    expect(row).to_have_count(1, timeout=15_000)
    with alice.page.context.expect_page() as opened:
        row.click()
    case = opened.value
    case.click("#do-call-back")
    alice.page.bring_to_front()
    alice.reads(RINGS_FIRST)
    alice.accepts()
    alice.reads(DIALS)
    return case


def test_who_wished_it_is_called_from_their_case_and_the_two_hear_each_other(
    line: Line, rows: AtDesk, alice: InBrowser, called: Called
):
    with called.picking_up("3.0", "1", "30.0"):
        case = calls_back(alice)
        alice.reads(SPEAKING)
        until(lambda: heard_both_ways(line), 15)
        assert alice.sound(seconds=2)["energy"] > 0
        until(alice.is_secured, 10)
        for page in (alice.page, case):
            assert NUMBER not in page.content()
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        alice.page.click("#outcome-thanks")
        expect(alice.page.locator("#do-away")).to_be_visible()
    assert came_of(rows) == '{"came_of":"talked"}'
    assert called.times_rung() == 1
    assert rows.wishes()[0]["done"]
    wrap_up_and_leave(alice)
    until(lambda: not line.switch("channels"), 10)


def test_a_browser_that_is_closed_while_a_telephone_rings_lets_it_fall_silent(
    line: Line, rows: AtDesk, alice: InBrowser, called: Called
):
    with called.ringing():
        calls_back(alice)
        until(lambda: called.times_rung() == 1, 20)
        alice.page.close(run_before_unload=False)
        until(lambda: called.received("CANCEL"), 45)
        assert came_of(rows) == '{"came_of":"left"}'
    # Nobody was there yet whom it could cut off.
    assert not rows.call()["dropped"]
    assert not rows.wishes()[0]["done"]
    until(lambda: not line.switch("channels"), 10)
