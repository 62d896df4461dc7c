"""An operator in Chromium answers real calls through the real switch, and sound goes both ways."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Route, expect

from safeconduct.config.softphone import folders
from tests.conftest import leave_out
from tests.front.chromium import chromium
from tests.phone.at_desk import AtDesk
from tests.phone.conftest import Calls, Line, until
from tests.phone.in_browser import HEARS, InBrowser, a_path_for_sound, operator
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

ENGLISH, SAFE, ABOUT_ME = "2.5 3", "1.5 1", "1.5 1"
WANTS_PERSON = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 0 0.6 #"
SPEAKING = "You are speaking"
# Sound is sent each 20 ms.
A_SECOND, MOST_OF = 50, 0.8


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if not folders():
        leave_out("the operators' phone is not bundled; `make phone` does it")
    with a_path_for_sound(), chromium(*HEARS) as browser:
        yield Desk(product=request.getfixturevalue("line"), browser=browser)


@pytest.fixture(scope="module")
def alice_passed(desk: Desk) -> None:
    with operator(desk, "Alice") as new:
        if new.page.locator("[data-standing=untested]").count():
            new.passes_the_test()


@pytest.fixture
def alice(desk: Desk, alice_passed: None) -> Iterator[InBrowser]:
    with operator(desk, "Alice") as alice:
        alice.goes_on_duty("en")
        yield alice
        alice.page.goto("/calls/")
        wrap_up_and_leave(alice)


def wrap_up_and_leave(one: InBrowser) -> None:
    """Leave the line as the next test wants it: nobody on duty."""
    if one.page.evaluate("sessionStorage.getItem('on-duty-here')"):
        one.is_reached()
    if one.page.locator("#outcome-thanks").is_visible():
        one.page.click("#outcome-thanks")
        expect(one.page.locator("#do-away")).to_be_visible()
    off = one.page.locator("#do-off:visible, #do-off-here:visible")
    if off.count():
        off.first.click()
        expect(one.page.locator("#do-duty")).to_be_visible()


def rtp(line: Line) -> list[tuple[int, int]]:
    """Return how many packets of sound came and went on each channel of the switch."""
    channels = [str(one["id"]) for one in line.switch("channels") or []]
    found = [line.switch(f"channels/{one}/rtp_statistics") for one in channels]
    return [(one["rxcount"], one["txcount"]) for one in found if isinstance(one, dict)]


@pytest.mark.long
def test_a_new_operator_hears_themselves_by_the_switch_before_the_first_shift(desk: Desk):
    with operator(desk, "Alice") as new:
        expect(new.page.locator("#now h2").first).to_have_text("Before your first shift: a test")
        assert new.page.locator("#do-duty").count() == 0
        new.passes_the_test()
        new.goes_on_duty("en")
        new.page.reload()
        new.is_reached()
        expect(new.page.locator("#do-away")).to_be_visible()
        wrap_up_and_leave(new)


def test_a_call_is_answered_and_sound_goes_both_ways(line: Line, alice: InBrowser, caller: Calls):
    with caller(f"{WANTS_PERSON} 40.0", echoes=True).begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        assert alice.is_secured()
        heard = alice.sound(seconds=4)
        least = 4 * A_SECOND * MOST_OF
        assert heard["went"] > least
        assert heard["came"] > least
        # The caller is silent but for what it sends back: what is heard went all the way and back.
        assert heard["energy"] > 0
        counted = rtp(line)
        assert len(counted) == 2
        assert all(came > least and went > least for came, went in counted)

        alice.page.keyboard.press("h")
        alice.reads("On hold: the caller hears music")
        alice.page.keyboard.press("h")
        alice.reads(SPEAKING)
        assert alice.sound(seconds=2)["energy"] > 0
        alice.page.keyboard.press("m")
        expect(alice.page.locator("#do-mute")).to_have_attribute("aria-pressed", "true")
        alice.page.wait_for_timeout(1_000)
        assert alice.sound(seconds=2)["energy"] < heard["energy"] / 20
        reference = alice.page.inner_text("#open-case b")

        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        alice.page.keyboard.press("1")
        expect(alice.page.locator("#do-away")).to_be_visible()
        # Once the operator has gone the line still tells the code, until the caller hangs up.
        calling.communicate(timeout=90)
    assert calling.returncode == 0
    alice.page.goto(f"/case/{reference.lower().replace(' ', '-')}/")
    expect(alice.page.locator(".story")).to_contain_text("Spoke on the line: About themselves")
    until(lambda: line.switch("channels") == [], 10)


@pytest.mark.long
def test_what_was_asked_before_one_had_a_seat_takes_nobody_off_duty(desk: Desk, alice_passed: None):
    late: list[tuple[Route, APIResponse]] = []

    def holds(route: Route) -> None:
        if late:
            route.continue_()
        else:
            # Without its marks the whole page is told, as where something has changed.
            late.append((route, route.fetch(url=route.request.url.partition("?")[0])))

    with operator(desk, "Alice") as new:
        new.page.route("**/calls/now/**", holds)
        until(lambda: new.page.wait_for_timeout(50) or late, 10)
        new.page.set_checked("#language-en", True)
        new.page.click("#do-duty")
        new.is_reached()
        route, answer = late[0]
        route.fulfill(response=answer)
        new.page.wait_for_timeout(500)
        new.is_reached()
        expect(new.page.locator("#do-away")).to_be_visible()
        wrap_up_and_leave(new)


def idle_lock(line: Line, one: InBrowser) -> None:
    """End the session of a browser as fifteen idle minutes do: its row is destroyed."""
    (key,) = (c["value"] for c in one.page.context.cookies() if c["name"] == "sc_desk")
    with sqlite3.connect(line.home / "fleeting.sqlite3", timeout=20) as database:
        gone = database.execute("DELETE FROM django_session WHERE session_key = ?", [key])
    assert gone.rowcount == 1


def unlock(desk: Desk, one: InBrowser, call_sign: str) -> None:
    """Give the phrase in another tab, as the locked page asks; no code is needed."""
    with one.page.context.expect_page() as opened:
        one.page.click("#unlock")
    tab = opened.value
    (card,) = (card for card in desk.product.cast() if card["call_sign"] == call_sign)
    tab.fill("#id_login", call_sign)
    tab.fill("#id_password", str(card["phrase"]))
    tab.click("form.card button.go")
    tab.wait_for_url("**/queue/")
    desk.inside[call_sign] = one.page.context.storage_state()
    tab.close()


@pytest.mark.long
def test_a_call_is_answered_on_a_locked_page_and_shown_once_it_is_unlocked(
    line: Line, desk: Desk, alice: InBrowser, caller: Calls
):
    idle_lock(line, alice)
    expect(alice.page.locator("#locked")).to_be_visible(timeout=10_000)
    alice.is_reached()
    with caller(f"{WANTS_PERSON} 60.0", echoes=True).begun(line.sip_port) as calling:
        expect(alice.page.locator("#do-accept-locked")).to_be_visible(timeout=40_000)
        assert alice.page.locator("#open-case").count() == 0
        assert alice.page.locator("#now *, #line *, #aloud *").count() == 0
        alice.page.keyboard.press("t")
        alice.page.wait_for_selector("[data-calls][data-sound=talking]")
        assert alice.is_secured()
        assert alice.sound(seconds=2)["energy"] > 0
        # Longer than the page takes to ask again: still nothing of the caller is here.
        assert alice.page.locator("#now *, #line *, #aloud *").count() == 0
        assert "English" not in alice.page.inner_text("main")

        unlock(desk, alice, "Alice")
        alice.reads(SPEAKING)
        expect(alice.page.locator("#locked")).to_be_hidden()
        expect(alice.page.locator(".card .facts")).to_contain_text("English")
        assert alice.sound(seconds=2)["energy"] > 0
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        alice.page.keyboard.press("1")
        expect(alice.page.locator("#do-away")).to_be_visible()
        alice.is_reached()
        calling.kill()
    until(line.hangs_up, 10)


@pytest.mark.long
def test_a_talk_is_ended_by_hand_on_a_locked_page(
    line: Line, desk: Desk, alice: InBrowser, caller: Calls
):
    idle_lock(line, alice)
    expect(alice.page.locator("#locked")).to_be_visible(timeout=10_000)
    alice.is_reached()
    assert not alice.page.locator("#do-hangup-locked").is_visible()
    with AtDesk(line) as rows, caller(f"{WANTS_PERSON} 60.0").begun(line.sip_port) as calling:
        expect(alice.page.locator("#do-accept-locked")).to_be_visible(timeout=40_000)
        alice.page.keyboard.press("t")
        alice.page.wait_for_selector("[data-calls][data-sound=talking]")
        until(lambda: rows.state() == "talking", 5)
        alice.page.keyboard.press("x")
        expect(alice.page.locator("#locked-over")).to_be_visible()
        expect(alice.page.locator("#do-hangup-locked")).to_be_hidden()
        until(lambda: rows.state() == "over", 10)
        assert not rows.call()["dropped"]
        # The caller is still on the line, and hears how it goes on.
        assert len(line.switch("channels")) == 1
        assert calling.poll() is None

        unlock(desk, alice, "Alice")
        alice.reads("The call is over")
        alice.page.keyboard.press("1")
        expect(alice.page.locator("#do-away")).to_be_visible()
        calling.kill()
    until(line.hangs_up, 10)
