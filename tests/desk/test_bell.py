"""The bell of a page that was loaded anew: silent until a hand touches it, and the page says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.desk.test_page_answers import ADDRESS, PAGE, PHONE, STATIC
from tests.front.chromium import chromium

pytestmark = [pytest.mark.running, pytest.mark.browser]

ASKS_FOR_A_HAND = "--autoplay-policy=document-user-activation-required"
SILENT = '<p id="silent" data-when="no-bell" hidden>The bell is silent</p>'
WAS_ON_DUTY = "sessionStorage.setItem('on-duty-here', '1')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(ASKS_FOR_A_HAND) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    scripts = {"line.js": PHONE, "bundle.js": ""}

    def gives(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if route.request.url == ADDRESS:
            route.fulfill(body=PAGE + SILENT, content_type="text/html")
        elif name in scripts:
            route.fulfill(body=scripts[name], content_type="text/javascript")
        elif name.endswith(".js"):
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(json={})

    page = browser.new_page()
    page.route("**/*", gives)
    yield page
    page.close()


@pytest.mark.parametrize("touches", ["click", "press"])
def test_a_page_that_goes_on_by_itself_says_that_its_bell_is_silent_until_it_is_touched(
    page: Page, touches: str
):
    page.add_init_script(WAS_ON_DUTY)
    page.goto(ADDRESS)
    page.wait_for_function("window.line")
    silent = page.locator("#silent")
    expect(silent).to_be_visible()
    if touches == "click":
        page.mouse.click(1, 1)
    else:
        page.keyboard.press("j")
    expect(silent).to_be_hidden()


def test_who_goes_on_duty_by_hand_hears_it_at_once(page: Page):
    page.goto(ADDRESS)
    page.click("#duty")
    page.wait_for_function("window.line")
    expect(page.locator("#silent")).to_be_hidden()


def test_nothing_is_said_of_a_bell_to_who_is_off_duty(page: Page):
    page.goto(ADDRESS)
    page.wait_for_timeout(300)
    expect(page.locator("#silent")).to_be_hidden()
