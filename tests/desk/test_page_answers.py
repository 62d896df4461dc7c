"""What the Calls page answers by itself: its script in Chromium, with a phone that only rings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from safeconduct.phone.switchboard import LISTENS, SHOWN
from tests.front.chromium import chromium

pytestmark = [pytest.mark.running, pytest.mark.browser]

STATIC = Path(__file__).resolve().parents[2] / "src/safeconduct/desk/static/desk"
ADDRESS, DOOR = "http://desk.test/calls/", "http://desk.test/door/"
PAGE = """<!doctype html><title>Calls</title>
<div class="desk"><main data-calls data-rings="calls" data-bundle="/bundle.js">
<form action="/duty/"><input name="csrfmiddlewaretoken" value="token">
<button id="duty" data-do="duty">Go on duty</button></form>
<form action="/listen/"><input type="hidden" name="other" value="a-seat">
<button id="listen" data-do="listen">Listen in</button></form>
<p id="unheard" data-when="unheard" hidden>You hear nobody</p>
<i id="poll"></i><i id="now" data-standing="free"></i><i id="locked"></i>
</main></div>
<script>window.htmx = { trigger() {}, process() {} };</script>
<script type="module" src="/desk/calls.js"></script>
"""
PHONE = """
export class Line {
  constructor(bundle, seat, told) {
    Object.assign(this, { told, state: "idle", shown: "" });
    window.line = this;
  }
  rings(shown) { Object.assign(this, { state: "ringing", shown, answering: false }); this.told(); }
  answer() { this.answering = true; }
}
"""
BELL = """
export const allowSound = () => {}, canRing = () => true;
export const ring = (now) => { window.bell = now; };
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def at_the_line(browser: Browser) -> Iterator[Page]:
    """Open the page of who is on duty; a click on Listen in is taken, unless a test says more."""
    told = {
        ADDRESS: (PAGE, "text/html"),
        "http://desk.test/desk/line.js": (PHONE, "text/javascript"),
        "http://desk.test/desk/ringing.js": (BELL, "text/javascript"),
        "http://desk.test/bundle.js": ("", "text/javascript"),
        DOOR: ("The door", "text/html"),
    }

    def gives(route: Route) -> None:
        address = route.request.url
        if address in told:
            body, kind = told[address]
            route.fulfill(body=body, content_type=kind)
        elif address.endswith(".js"):
            route.fulfill(path=STATIC / address.rpartition("/")[2], content_type="text/javascript")
        else:
            route.fulfill(json={})

    page = browser.new_page()
    page.route("**/*", gives)
    page.clock.install()
    page.goto(ADDRESS)
    page.click("#duty")
    page.wait_for_function("window.line")
    yield page
    page.close()


def listens(page: Page) -> None:
    page.click("#listen")
    page.wait_for_timeout(200)


def is_answered(page: Page, shown: str) -> bool:
    """Let the phone ring; says whether the page picked up by itself. If not, the bell rings."""
    page.evaluate("shown => window.line.rings(shown)", shown)
    answered = page.evaluate("window.line.answering")
    assert page.evaluate("window.bell") is not answered
    return bool(answered)


def test_a_call_to_listen_to_is_answered_by_the_page_that_asked_and_only_once(at_the_line: Page):
    listens(at_the_line)
    assert is_answered(at_the_line, LISTENS)
    assert not is_answered(at_the_line, LISTENS)


def test_a_caller_who_rings_after_listening_was_asked_for_rings_the_bell(at_the_line: Page):
    listens(at_the_line)
    assert not is_answered(at_the_line, SHOWN)
    assert not is_answered(at_the_line, "")


def test_a_call_to_listen_to_that_nobody_asked_for_here_rings_the_bell(at_the_line: Page):
    assert not is_answered(at_the_line, LISTENS)


def test_one_that_comes_later_than_that_rings_the_bell(at_the_line: Page):
    listens(at_the_line)
    at_the_line.clock.fast_forward(11_000)
    assert not is_answered(at_the_line, LISTENS)


def answers_refused(route: Route) -> None:
    route.fulfill(status=409)


def answers_nothing(route: Route) -> None:
    route.abort()


def leads_to_the_door(route: Route) -> None:
    route.fulfill(status=302, headers={"Location": DOOR})


@pytest.mark.parametrize("comes", [answers_refused, answers_nothing, leads_to_the_door])
def test_where_the_desk_did_not_take_the_wish_every_call_rings_the_bell(at_the_line: Page, comes):
    at_the_line.route("**/listen/", comes)
    listens(at_the_line)
    assert not is_answered(at_the_line, LISTENS)


def test_the_page_tells_whom_one_wishes_to_hear(at_the_line: Page):
    with at_the_line.expect_request("**/listen/") as asked:
        listens(at_the_line)
    assert asked.value.post_data == "other=a-seat"


def test_who_hears_nobody_because_another_leads_the_talk_is_told_so(at_the_line: Page):
    said = at_the_line.locator("#unheard")
    at_the_line.route("**/listen/", answers_refused)
    listens(at_the_line)
    expect(said).to_be_visible()

    at_the_line.unroute("**/listen/", answers_refused)
    listens(at_the_line)
    expect(said).to_be_hidden()
    # The desk took the wish, and the line found another there.
    at_the_line.clock.run_for(11_000)
    expect(said).to_be_visible()
    is_answered(at_the_line, SHOWN)
    expect(said).to_be_hidden()


def test_nothing_is_said_to_who_hears_whom_they_wished_to(at_the_line: Page):
    listens(at_the_line)
    assert is_answered(at_the_line, LISTENS)
    at_the_line.clock.run_for(11_000)
    expect(at_the_line.locator("#unheard")).to_be_hidden()
