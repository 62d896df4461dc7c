"""The desk lives: one stream for ten tabs, cut again and again, across a restart of the desk."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from safeconduct.config.threads import AT_ONCE
from tests.front.chromium import chromium
from tests.product import Product
from tests.walks.desk import Desk
from tests.walks.line import Line
from tests.walks.streams import PlainStream, held

pytestmark = [pytest.mark.running, pytest.mark.browser, pytest.mark.xdist_group("desk")]

LIVE = ".desk[data-live=yes]"
ROWS = "**/rows/**"
CUTS = 50
BUDGET_SECONDS = 1.0
# SQLite closes a file only when no other connection of its process holds a lock on it; a stream
# that stayed open would be one each of 700.
PENDING = 8


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Product() as product, chromium() as browser:
        yield Desk(product=product, browser=browser)


@contextmanager
def window(desk: Desk, line: Line, call_sign: str) -> Iterator[BrowserContext]:
    """A browser in which this member is signed in and reaches the desk by this line only."""
    with desk.place_of(call_sign):
        state = desk.inside[call_sign]
    context = desk.browser.new_context(storage_state=state, base_url=line.address)
    yield context
    context.close()


def tab(context: BrowserContext, path: str = "/queue/") -> Page:
    page = context.new_page()
    page.goto(path)
    expect(page.locator(LIVE)).to_be_visible(timeout=15_000)
    return page


def until(said: Callable[[], bool], seconds: float = 20.0) -> float:
    """Wait until something is so; return how long that took."""
    begun = time.monotonic()
    while not said():
        assert time.monotonic() - begun < seconds, "it never came"
        time.sleep(0.01)
    return time.monotonic() - begun


def test_ten_tabs_of_one_browser_have_one_stream_and_all_are_live(desk: Desk):
    with Line(desk.product.desk_port) as line, window(desk, line, "Alice") as context:
        tabs = [tab(context) for _ in range(10)]
        assert len(line.streams) == line.most == 1
        before = tabs[-1].locator(".row").count()
        desk.somebody_asks("Десять вкладок.")
        until(lambda: tabs[-1].locator(".row").count() > before)
        for page in tabs:
            page.bring_to_front()
            expect(page.locator(".row")).to_have_count(before + 1)
        assert len(line.streams) == line.most == 1


def test_a_tab_that_could_not_hear_yet_shows_what_was_told_meanwhile(desk: Desk):
    with Line(desk.product.desk_port) as line, window(desk, line, "Alice") as context:
        first, second, held = tab(context), context.new_page(), []
        second.route("**/live.js*", lambda route: held.append(route))  # noqa: PLW0108 - it is marked
        second.goto("/queue/", wait_until="commit")
        until(lambda: second.locator(".row").count() == first.locator(".row").count() and held)
        before = first.locator(".row").count()
        desk.somebody_asks("Пока открывалась вкладка.")
        until(lambda: first.locator(".row").count() > before)
        assert second.locator(".row").count() == before
        held[0].continue_()
        expect(second.locator(".row")).to_have_count(before + 1, timeout=10_000)


def test_a_new_contact_is_on_the_screen_within_a_second(desk: Desk):
    with Line(desk.product.desk_port) as line, window(desk, line, "Bob") as context:
        page, took = tab(context), []
        for number in range(5):
            before = page.locator(".row").count()
            desk.somebody_asks(f"Когда увидят: {number}.")
            took.append(until(lambda n=before: page.locator(".row").count() > n))
        assert sorted(took)[len(took) // 2] <= BUDGET_SECONDS, took


@pytest.mark.long
@pytest.mark.timeout(280)
def test_a_stream_cut_fifty_times_misses_nothing(desk: Desk):
    with Line(desk.product.desk_port) as line, window(desk, line, "Bob") as context:
        page = tab(context)
        for cut in range(CUTS):
            expect(page.locator(LIVE)).to_be_visible(timeout=15_000)
            asked = line.asked
            before = page.locator(".row").count() if cut % 10 == 0 else 0
            assert line.cut() >= 1
            if cut % 10 == 0:
                desk.somebody_asks(f"Пока оборвано: {cut}.")
                until(lambda n=before: page.locator(".row").count() > n)
            until(lambda n=asked: line.asked > n)
        assert line.most == 1
        expect(page.locator(LIVE)).to_be_visible(timeout=15_000)


def wake_every_thread(stream: PlainStream) -> None:
    """Ask for more pages at once than the desk has threads: each keeps what it opens."""
    with ThreadPoolExecutor(5 * AT_ONCE) as many:
        list(many.map(lambda _: stream.queue(), range(5 * AT_ONCE)))


@pytest.mark.long
def test_a_thousand_cuts_leave_nothing_open_and_what_is_asked_meanwhile_is_told(desk: Desk):
    """Each case stands in the queue that is looked at after hello, or is told from then on."""
    stream, workers, warm = PlainStream(desk, "Bob"), desk.product.pids("desk"), {}
    for cut in range(1000):
        if cut % 400 == 200:
            before = stream.queue()
            desk.somebody_asks(f"Пока никто не слышит: {cut}.")
        stream.open()
        if cut % 400 == 200:
            known = stream.queue()
            desk.somebody_asks(f"Пока кто-то слышит: {cut}.")
            while len(known - before) < 2:
                known.add(stream.told())
            assert known == stream.queue()
        stream.cut()
        if cut == 300:
            wake_every_thread(stream)
            warm = held(workers)
    until(lambda: all(held(workers)[what] <= warm[what] + PENDING for what in warm))


def test_a_restarted_desk_is_found_again_by_itself(desk: Desk):
    with Line(desk.product.desk_port) as line, window(desk, line, "Bob") as context:
        page = tab(context)
        before = page.locator(".row").count()
        desk.product.kill("desk")
        expect(page.locator(LIVE)).to_have_count(0, timeout=15_000)
        desk.somebody_asks("Пока стол падал.")
        expect(page.locator(LIVE)).to_be_visible(timeout=60_000)
        until(lambda: page.locator(".row").count() > before)


def test_a_browser_without_shared_workers_asks_as_before(desk: Desk):
    with desk.place_of("Bob") as page:
        page.add_init_script("delete window.SharedWorker")
        page.goto("/queue/")
        before = page.locator(".row").count()
        desk.somebody_asks("Старый браузер.")
        until(lambda: page.locator(".row").count() > before)
        assert page.locator(LIVE).count() == 0


def test_two_on_one_case_are_warned_and_what_came_is_shown_around_the_draft(desk: Desk):
    desk.somebody_asks("Вдвоём.")
    with desk.place_of("Alice") as alice, desk.place_of("Bob") as bob:
        alice.goto("/queue/")
        alice.locator(".row").first.click()
        alice.wait_for_url("**/case/**")
        bob.goto(alice.url)
        expect(alice.locator("#others")).to_contain_text("Bob is on this case too.")
        bob.fill("#reply-words", "Мы вас слышим.")
        expect(alice.locator("#others")).to_contain_text("Bob is writing here.")
        alice.fill("#reply-words", "Я тоже отвечаю.")
        bob.click(".as-reply button")
        expect(alice.locator("#others")).to_contain_text("New here since you opened it")
        alice.click("[data-show]")
        expect(alice.locator(".said.ours")).to_contain_text("Мы вас слышим.")
        expect(alice.locator("#others")).not_to_contain_text("New here")
        expect(alice.locator("#reply-words")).to_have_value("Я тоже отвечаю.")
        alice.click(".as-reply button")
        expect(alice.locator(".said.ours")).to_have_count(2)


def test_a_press_counts_though_the_list_comes_anew_and_what_came_is_shown_after_it(desk: Desk):
    desk.somebody_asks("Пока палец опускается.")
    with desk.place_of("Alice") as beside, desk.place_of("Bob") as page:
        beside.goto("/queue/")
        page.add_init_script("delete window.SharedWorker")
        page.goto("/queue/")
        before = page.locator(".row").count()
        page.locator(".nav").hover()
        page.route(ROWS, lambda route: route.fulfill(status=204))
        desk.somebody_asks("Что ещё не показано.")
        expect(beside.locator(".row")).to_have_count(before + 1, timeout=20_000)
        page.mouse.down()
        page.unroute(ROWS)
        ask_for_rows(page)
        assert page.locator(".row").count() == before
        page.mouse.up()
        expect(page.locator(".row")).to_have_count(before + 1, timeout=2_000)
        page.locator(".row").first.hover()
        page.mouse.down()
        ask_for_rows(page)
        page.mouse.up()
        page.wait_for_url("**/case/**")


def ask_for_rows(page: Page) -> None:
    with page.expect_response(ROWS) as answered:
        page.evaluate("htmx.trigger('#rows', 'refresh')")
    answered.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")


def test_the_row_one_is_on_does_not_jump_when_others_arrive(desk: Desk):
    with desk.place_of("Bob", viewport={"width": 1280, "height": 420}) as page:
        page.goto("/queue/")
        expect(page.locator(LIVE)).to_be_visible(timeout=15_000)
        before = page.locator(".row").count()
        for number in range(6):
            desk.somebody_asks(f"В очереди: {number}.")
        expect(page.locator(".row")).to_have_count(before + 6, timeout=20_000)
        settle(page)
        page.locator(".row").nth(2).focus()
        page.locator(".list").evaluate("list => { list.scrollTop = 60; }")
        row, at = focused(page)
        desk.somebody_asks("Опасно прямо сейчас.", needs="wounded")
        expect(page.locator(".row")).to_have_count(before + 7, timeout=20_000)
        settle(page)
        same, now = focused(page)
        assert same == row
        assert abs(now - at) < 1


def settle(page: Page) -> None:
    """Wait until the list has stood still for a moment: after an arrival it is drawn anew."""
    page.evaluate(
        """() => new Promise((still) => {
          const later = () => setTimeout(() => { watch.disconnect(); still(); }, 700);
          let waits = later();
          const watch = new MutationObserver(() => { clearTimeout(waits); waits = later(); });
          watch.observe(document.body, { childList: true, subtree: true });
        })"""
    )


def focused(page: Page) -> tuple[str, float]:
    """Return which row has the focus and where it stands, read in one go."""
    at = "one => [one.classList.contains('row') ? one.id : '', one.getBoundingClientRect().top]"
    row, top = page.evaluate(f"() => ({at})(document.activeElement)")
    assert row
    return row, top
