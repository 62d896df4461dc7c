"""A phone that the line refuses or does not answer: the page's own script in Chromium, all night.

In place of JsSIP stands an agent that only knocks; time is the test's.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.front.chromium import chromium

pytestmark = [pytest.mark.running, pytest.mark.browser]

LINE = Path(__file__).resolve().parents[2] / "src/safeconduct/desk/static/desk/line.js"
ADDRESS = "http://desk.test/calls/"
PAGE = """<!doctype html><title>Calls</title>
<script type="module">
import { Line } from "/line.js";
class UA {
  constructor() { Object.assign(this, { hears: {}, knocks: 0, connected: true }); }
  on(what, does) { this.hears[what] = does; }
  start() { this.register(); }
  stop() { this.connected = false; }
  isConnected() { return this.connected; }
  // As the switch answers: `refuses`, `silent` (the request is given up), else it is taken.
  register() {
    this.knocks += 1;
    const answer = window.answer;
    setTimeout(() => {
      if (answer === "takes") this.hears.registered();
      else this.hears.registrationFailed({ response: answer === "refuses" ? {} : null });
    }, answer === "silent" ? 32_000 : 10);
  }
}
class WebSocketInterface {}
window.answer = "refuses";
const seat = { socket: "ws://desk.test/", name: "seat", password: "drawn", relays: [] };
window.line = new Line({ UA, WebSocketInterface }, seat, () => {});
</script>
"""
MINUTE = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    def gives(route: Route) -> None:
        if route.request.url.endswith("line.js"):
            route.fulfill(path=LINE, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page = browser.new_page()
    page.route("**/*", gives)
    page.clock.install()
    page.goto(ADDRESS)
    page.wait_for_function("window.line")
    yield page
    page.close()


def said(page: Page) -> list[bool]:
    """Return whether the phone is reached, and whether its page says that it is refused."""
    return page.evaluate("[window.line.reached, window.line.refused]")


def knocks(page: Page) -> int:
    return int(page.evaluate("window.line.agent.knocks"))


def test_who_is_refused_for_minutes_comes_back_by_itself(page: Page):
    page.clock.run_for(10 * MINUTE)
    assert said(page) == [False, True]
    page.evaluate("window.answer = 'takes'")
    page.clock.run_for(15_000)
    assert said(page) == [True, False]


def test_who_is_refused_knocks_often_at_first_and_slowly_then(page: Page):
    page.clock.run_for(6_500)
    at_first = knocks(page)
    assert at_first >= 15
    page.clock.run_for(10 * MINUTE)
    assert 50 <= knocks(page) - at_first <= 61


def test_who_gets_no_answer_knocks_again(page: Page):
    page.evaluate("window.answer = 'silent'")
    page.clock.run_for(2 * MINUTE)
    assert said(page) == [False, False]
    page.evaluate("window.answer = 'takes'")
    page.clock.run_for(MINUTE)
    assert said(page) == [True, False]


def test_who_was_refused_and_came_back_knocks_often_again_the_next_time(page: Page):
    page.clock.run_for(MINUTE)
    page.evaluate("window.answer = 'takes'")
    page.clock.run_for(15_000)
    page.evaluate("window.answer = 'refuses'; window.line.agent.register()")
    before = knocks(page)
    page.clock.run_for(4_000)
    assert knocks(page) - before >= 9
    assert said(page) == [False, False]


def test_a_phone_that_is_put_away_knocks_no_more(page: Page):
    page.clock.run_for(MINUTE)
    page.evaluate("window.line.stop(); window.line.agent.connected = true")
    before = knocks(page)
    page.clock.run_for(MINUTE)
    assert knocks(page) == before
