"""An operator in Chromium answers real calls through the real switch, and sound goes both ways."""

import os
import signal
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
from tests.phone.test_pausing_live import IN_DANGER, THE_WORDS_LAST
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

# Browsers begin meanwhile: a key that came before its question was said would be dropped.
ENGLISH, SAFE, ABOUT_ME = "4.0 3", "3.0 1", "3.0 1"
WANTS_PERSON = f"{ENGLISH} {SAFE} {ABOUT_ME} 3.0 0 0.6 #"
SPEAKING = "You are speaking"
NO_SOUND = "No sound comes from their line any more."
IS_TOLD = 45_000
"""So many milliseconds may pass until a page says that no sound comes, or that some does again."""
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
def bob(desk: Desk) -> Iterator[InBrowser]:
    """Return a shift lead at their page, who is not on duty yet."""
    with operator(desk, "Bob") as bob:
        if bob.page.locator("[data-standing=untested]").count():
            bob.passes_the_test()
        yield bob
        bob.page.goto("/calls/")
        wrap_up_and_leave(bob)


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
        until(alice.is_secured, 10)
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
def test_an_operator_reads_that_no_sound_comes_from_a_caller_and_decides(
    line: Line, alice: InBrowser, caller: Calls
):
    card = alice.page.locator(".card")
    with caller(f"{WANTS_PERSON} 50.0 silence 90.0").begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        expect(card).to_contain_text(NO_SOUND, timeout=IS_TOLD)
        expect(card).not_to_contain_text(NO_SOUND, timeout=IS_TOLD)
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        calling.kill()
    # The line still tells their code to nobody.
    for one in line.switch("channels") or []:
        line.switch(f"channels/{one['id']}", "DELETE")
    until(lambda: line.switch("channels") == [], 10)


@pytest.mark.long
def test_a_page_answers_by_itself_what_it_asked_to_listen_to_and_no_caller(
    line: Line, alice: InBrowser, bob: InBrowser, caller: Calls
):
    talking = "[data-calls][data-sound=talking]"
    with caller(f"{WANTS_PERSON} 90.0", echoes=True).begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        bob.goes_on_duty("en")
        bob.page.get_by_role("button", name="Listen in").click()
        bob.page.wait_for_selector(talking)
        assert bob.sound(seconds=2)["energy"] > 0
        bob.page.keyboard.press("x")
        expect(bob.page.locator("#do-away")).to_be_visible()

        # As where the talk was over just then: nothing rings, and then a caller does.
        bob.page.route("**/listen/**", lambda route: route.fulfill(status=200))
        bob.page.get_by_role("button", name="Listen in").click()
        with caller(f"{WANTS_PERSON} 60.0", beside=1).begun(line.sip_port) as other:
            expect(bob.page.locator("#do-accept")).to_be_visible(timeout=40_000)
            bob.page.wait_for_timeout(2_000)
            assert bob.page.locator(talking).count() == 0
            assert bob.page.title().startswith("☎")
            other.kill()
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        calling.kill()
    until(line.hangs_up, 10)
    # It rings no more: only now can they go off duty.
    expect(bob.page.locator("#do-away")).to_be_visible()


def together(line: Line) -> int:
    """Return how many hear each other in the talk."""
    talks = [one for one in line.switch("bridges") or [] if str(one["id"]).startswith("talk-")]
    return sum(len(one["channels"]) for one in talks)


def has_from(alice: InBrowser, how: str, colleague: str) -> None:
    """Choose a colleague among those who are free, as a hand does; what it opened stays open."""
    if not alice.page.locator(f"#{how}[open]").count():
        alice.page.click(f"#{how} summary")
    alice.page.locator(f"#{how}").get_by_role("button", name=colleague).click()


def test_a_caller_is_put_through_by_clicks_and_hears_nothing_of_the_whisper(
    line: Line, alice: InBrowser, bob: InBrowser, caller: Calls
):
    with caller(f"{WANTS_PERSON} 60.0", echoes=True).begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        bob.goes_on_duty("en")
        alice.page.click("#do-hold")
        alice.reads("On hold: the caller hears music")
        alice.page.click("#do-resume")
        alice.reads(SPEAKING)
        has_from(alice, "put-through", "Bob")
        expect(alice.page.locator(".card")).to_contain_text("Bob is being rung")
        bob.reads("Alice puts a call through to you")
        bob.page.click("#do-accept")
        bob.reads("You speak with Alice; the caller hears music")
        alice.reads("You speak with Bob; the caller hears music")
        assert together(line) == 2
        whisper = bob.sound(seconds=2)
        assert whisper["energy"] > 0
        # All that the caller hears comes back: of the music, and of Bob, nothing comes here.
        alice.page.click("#do-mute")
        alice.page.wait_for_timeout(1_000)
        assert bob.sound(seconds=2)["energy"] < whisper["energy"] / 20

        alice.page.get_by_role("button", name="Connect: Bob takes over").click()
        bob.reads(SPEAKING)
        expect(alice.page.locator("#do-away")).to_be_visible()
        alice.page.wait_for_selector("[data-calls][data-sound=idle]")
        assert together(line) == 2
        assert bob.sound(seconds=2)["energy"] > 0
        bob.page.click("#do-hang_up")
        bob.reads("The call is over")
        calling.kill()
    until(line.hangs_up, 10)


@pytest.mark.long
def test_an_interpreter_is_brought_in_by_clicks_and_all_three_hear_each_other(
    line: Line, alice: InBrowser, bob: InBrowser, caller: Calls
):
    with caller(f"{WANTS_PERSON} 60.0", echoes=True).begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        bob.goes_on_duty("en")
        has_from(alice, "bring-in", "Bob")
        bob.reads("Alice asks you into a call")
        bob.page.click("#do-accept")
        bob.reads(SPEAKING)
        expect(alice.page.locator(".card .facts")).to_contain_text("Also here")
        until(lambda: together(line) == 3, 5)
        assert bob.page.locator("#do-hold, #do-hang_up, #put-through").count() == 0

        everybody = bob.sound(seconds=2)["energy"]
        alice.page.click("#do-mute")
        # Bob hears himself come back from the caller, and so does Alice.
        alice.page.wait_for_timeout(1_000)
        assert alice.sound(seconds=2)["energy"] > 0
        assert bob.sound(seconds=2)["energy"] > 0
        bob.page.click("#do-mute")
        bob.page.wait_for_timeout(1_000)
        assert bob.sound(seconds=2)["energy"] < everybody / 20
        bob.page.click("#do-mute")
        alice.page.click("#do-mute")

        alice.page.get_by_role("button", name="Go on without Bob").click()
        expect(bob.page.locator("#do-away")).to_be_visible()
        until(lambda: together(line) == 2, 5)
        alice.reads(SPEAKING)
        has_from(alice, "bring-in", "Bob")
        bob.page.click("#do-accept")
        bob.reads(SPEAKING)
        bob.page.get_by_role("button", name="Leave the call").click()
        expect(bob.page.locator("#do-away")).to_be_visible()
        alice.reads(SPEAKING)
        assert alice.sound(seconds=2)["energy"] > 0
        alice.page.click("#do-hang_up")
        alice.reads("The call is over")
        calling.kill()
    until(line.hangs_up, 10)


@pytest.mark.long
def test_a_page_comes_back_by_itself_when_the_line_refused_it_for_long(
    line: Line, alice: InBrowser, caller: Calls
):
    # A switch that begins anew knows no seat, until the process of the line tells it of each.
    phones = line.pids("phone")
    for pid in phones:
        os.kill(pid, signal.SIGSTOP)
    line.kill("switch")
    expect(alice.page.locator("[data-when=line-refused]")).to_be_visible(timeout=60_000)
    expect(alice.page.get_by_text("No call rings here while your phone")).to_be_visible()
    for pid in phones:
        os.kill(pid, signal.SIGCONT)
    alice.is_reached()
    expect(alice.page.locator("[data-when=line-refused]")).to_be_hidden()
    with caller(f"{WANTS_PERSON} 40.0", echoes=True).begun(line.sip_port) as calling:
        alice.accepts()
        alice.reads(SPEAKING)
        assert alice.sound(seconds=2)["energy"] > 0
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        calling.kill()
    until(line.hangs_up, 10)


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
        until(alice.is_secured, 10)
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


@pytest.mark.long
def test_a_page_that_locked_itself_in_a_pause_says_what_rings_all_the_same(
    line: Line, desk: Desk, alice: InBrowser, caller: Calls
):
    alice.page.click("#do-away")
    expect(alice.page.locator("#do-ready")).to_be_visible()
    idle_lock(line, alice)
    why = alice.page.get_by_text("You pause: only who is in a crisis rings here")
    expect(why).to_be_visible(timeout=10_000)
    expect(alice.page.get_by_text("Calls still ring here")).to_be_hidden()
    acts = f"{IN_DANGER} {THE_WORDS_LAST} 0 60.0"
    with caller(acts, echoes=True).begun(line.sip_port) as calling:
        expect(alice.page.locator("#do-accept-locked")).to_be_visible(timeout=90_000)
        expect(why).to_be_visible()
        assert alice.page.locator("#now *, #line *, #aloud *").count() == 0
        alice.page.keyboard.press("t")
        alice.page.wait_for_selector("[data-calls][data-sound=talking]")

        unlock(desk, alice, "Alice")
        alice.reads(SPEAKING)
        alice.page.keyboard.press("x")
        alice.reads("The call is over")
        alice.page.keyboard.press("1")
        expect(alice.page.locator("#do-ready")).to_be_visible()
        calling.kill()
    until(line.hangs_up, 10)
