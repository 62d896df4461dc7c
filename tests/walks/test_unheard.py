"""A page of the desk that nobody looks at, or that hears nothing more, stays open for nobody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.front.chromium import chromium
from tests.product import Product
from tests.walks.desk import Desk
from tests.walks.test_desk import open_case

pytestmark = [pytest.mark.running, pytest.mark.browser, pytest.mark.xdist_group("desk")]

LIVE = ".desk[data-live=yes]"
LOCKED = "Nothing is shown on this page until the desk answers again."
UNSEEN = "Object.defineProperty(document, 'hidden', { get: () => true })"
WORDS, DRAFT = "Мы у моста, нас трое.", "Мы вас слышим."


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Product() as product, chromium() as browser:
        yield Desk(product=product, browser=browser)


def on_a_case(desk: Desk, page: Page) -> str:
    """Open a case that was just asked for, on a page whose clock can be moved; return where."""
    desk.somebody_asks(WORDS)
    page.clock.install()
    open_case(page, WORDS)
    return page.url


def test_without_a_network_a_page_shows_nothing_after_fifteen_minutes(desk: Desk):
    with desk.place_of("Alice") as page:
        where = on_a_case(desk, page)
        reference = page.inner_text("h1")
        page.context.set_offline(True)
        page.clock.fast_forward("14:00")
        expect(page.locator(".story")).to_contain_text(WORDS)
        page.clock.fast_forward("01:30")
        expect(page.locator("main")).to_contain_text(LOCKED)
        assert WORDS not in page.content()
        assert reference not in page.content()
        page.context.set_offline(False)
        expect(page.locator(".story")).to_contain_text(WORDS, timeout=15_000)
        assert page.url == where


def test_an_answer_that_is_read_late_counts_from_when_it_was_asked_for(desk: Desk):
    with desk.place_of("Alice") as page:
        on_a_case(desk, page)
        expect(page.locator(LIVE)).to_be_visible(timeout=15_000)
        waiting: list[Route] = []

        def holds(route: Route) -> None:
            waiting.append(route)

        page.route("**/*", holds)
        page.clock.fast_forward("00:20")
        page.wait_for_timeout(300)
        answers = [(route, route.fetch()) for route in waiting]
        assert answers
        page.clock.fast_forward("14:00")
        page.context.set_offline(True)
        for route, answer in answers:
            route.fulfill(response=answer)
        page.clock.fast_forward("01:30")
        expect(page.locator("main")).to_contain_text(LOCKED)


def test_what_was_being_written_stands_there_again_once_its_writer_does(desk: Desk):
    with desk.place_of("Alice") as page:
        on_a_case(desk, page)
        page.fill("#reply-words", DRAFT)
        page.context.set_offline(True)
        page.clock.fast_forward("15:30")
        expect(page.locator("main")).to_contain_text("What you wrote was not sent.")
        expect(page.locator("textarea")).to_have_count(0)
        page.context.set_offline(False)
        expect(page.locator("textarea")).to_have_value(DRAFT, timeout=15_000)
        page.context.set_offline(True)
        page.clock.fast_forward("15:30")
        expect(page.locator("textarea")).to_have_count(0)


def test_a_tab_that_nobody_looks_at_stays_while_its_desk_is_in_use(desk: Desk):
    with desk.place_of("Alice") as page:
        page.add_init_script(UNSEEN)
        on_a_case(desk, page)
        for _ in range(3):
            with page.expect_response("**/doors/"):
                page.clock.fast_forward("14:10")
        expect(page.locator(".story")).to_contain_text(WORDS)


def test_a_tab_that_nobody_looks_at_is_led_to_the_door_when_its_desk_locks(desk: Desk):
    with desk.place_of("Bob") as page:
        page.add_init_script(UNSEEN)
        on_a_case(desk, page)
        writing = page.context.new_page()
        writing.goto(page.url)
        writing.fill("#reply-words", DRAFT)
        for each in (page, writing):
            expect(each.locator(LIVE)).to_be_visible(timeout=15_000)
        other = page.context.new_page()
        other.goto("/queue/")
        other.click(".lock button")
        page.wait_for_url("**/sign-in/**", timeout=20_000)
        expect(writing.locator("main")).to_contain_text(LOCKED)
        assert WORDS not in writing.content()
        expect(writing.locator("textarea")).to_have_count(0)
    del desk.inside["Bob"]
