"""Staff at the desk, in a real browser: by keyboard, without script, on a phone, at night."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.front.chromium import chromium
from tests.product import Product
from tests.walks.desk import Desk

pytestmark = [pytest.mark.running, pytest.mark.browser, pytest.mark.xdist_group("desk")]

LISTS = ("/queue/", "/mine/", "/recent/", "/log/")
PEOPLE = ("/people/", "/person/Alice/", "/you/", "/join/")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Product() as product, chromium() as browser:
        yield Desk(product=product, browser=browser)


def open_case(page: Page, words: str) -> None:
    """Open what nobody has opened yet, until a case says these words."""
    for _ in range(50):
        page.goto("/recent/")
        if page.locator(".row:has(.what b)").count():
            page.locator(".row:has(.what b)").first.click()
            if words in page.inner_text(".story"):
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"nobody said: {words}")


def test_a_request_on_the_site_is_answered_at_the_desk_and_read_with_the_code(desk: Desk):
    digits = desk.somebody_asks("Хочу выйти. Ранен в ногу.", needs="wounded")
    with desk.place_of("Alice") as page:
        open_case(page, "Хочу выйти. Ранен в ногу.")
        page.fill("#reply-words", "Мы вас читаем. Жгут держит?")
        page.click(".as-reply button")
        expect(page.locator(".said.ours")).to_contain_text("Мы вас читаем. Жгут держит?")
    assert "Мы вас читаем. Жгут держит?" in desk.what_waits(digits)


def test_a_case_is_answered_by_keyboard_alone(desk: Desk):
    desk.somebody_asks("Только клавиатура.")
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        expect(page.locator(".row").first).to_be_visible(timeout=10_000)
        reference = page.locator(".row b").first.inner_text()
        page.keyboard.press("/")
        page.keyboard.type(reference)
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/case/**")
        expect(page.locator("h1")).to_have_text(reference)
        page.keyboard.press("n")
        page.keyboard.type("A note by keyboard.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".said.note")).to_contain_text("A note by keyboard.")
        page.keyboard.press("r")
        page.keyboard.type("Я здесь.")
        expect(page.locator("[data-counts=reply-words]")).to_have_text("8 / 10,000")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".said.ours").last).to_contain_text("Я здесь.")


def test_keys_lead_to_pages_actions_and_help_on_any_layout(desk: Desk):
    desk.somebody_asks("Клавиши.")
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        for letter, address in (("m", "mine"), ("n", "recent"), ("r", "rules"), ("q", "queue")):
            press(page, "g")
            press(page, letter)
            page.wait_for_url(f"**/{address}/")
        press(page, "?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        open_case(page, "Клавиши.")
        press(page, "a")
        assert page.evaluate("document.getElementById('doings').contains(document.activeElement)")
        press(page, "r")
        assert page.evaluate("document.activeElement.id") == "reply-words"


def press(page: Page, key: str) -> None:
    """Press a key by its place, as a hand on a Cyrillic keyboard does."""
    code = "Slash" if key == "?" else f"Key{key.upper()}"
    shown = {"?": ",", "g": "п", "m": "ь", "n": "т", "r": "к", "q": "й", "a": "ф"}[key]
    page.evaluate(
        "told => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: told[1], code: told[0], shiftKey: told[2], bubbles: true, cancelable: true}))",
        [code, shown, key == "?"],
    )


def test_the_bar_goes_to_a_page_a_case_and_an_action_and_does_none_by_itself(desk: Desk):
    desk.somebody_asks("Строка.")
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        page.keyboard.press("Control+k")
        page.keyboard.type("rule")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules/")
        open_case(page, "Строка.")
        reference = page.inner_text("h1")
        page.keyboard.press("/")
        page.keyboard.type("begin the rev")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Begin the review"
        assert page.inner_text("h1") == reference
        page.goto("/queue/")
        page.keyboard.press("/")
        page.keyboard.type(reference)
        page.keyboard.press("Enter")
        page.wait_for_url("**/case/**")
        expect(page.locator("h1")).to_have_text(reference)


def test_everything_works_without_script(desk: Desk):
    digits = desk.somebody_asks("Без сценариев.")
    with desk.place_of("Alice", java_script_enabled=False) as page:
        open_case(page, "Без сценариев.")
        page.click(".holder button >> text=Take")
        page.click(".side button >> text=Begin the review")
        page.click("summary >> text=Record a review result")
        page.select_option("#assess-result", "clear")
        page.click("details[open] button")
        page.click(".side button >> text=Propose acceptance")
        assert "You proposed acceptance" in page.inner_text(".news")
        path = page.url
    with desk.place_of("Bob", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Confirm acceptance")
        assert page.inner_text(".steps .now") == "Accepted"
        page.click("summary >> text=Alice has this case: write all the same")
        page.fill("#reply-words", "Вас ждут.")
        page.click(".as-reply button")
    assert "Вас ждут." in desk.what_waits(digits)


def test_a_person_comes_all_the_way_from_the_site_to_reception(desk: Desk):
    digits = desk.somebody_asks("Дойду до конца.")
    path = accepted_and_handed_on(desk, "Дойду до конца.")
    with desk.place_of("Carol", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Take over")
        write_plan(page)
        page.click(".side button >> text=Begin coordination")
        choose(page, "Name a receiving unit", unit="1")
        page.fill("#reply-words", "Вас ждут в 4:00. Белая ткань.")
        page.click(".as-reply button")
        choose(page, "Hand on", team="reception")
    assert "Вас ждут в 4:00. Белая ткань." in desk.what_waits(digits)
    with desk.place_of("Dora", java_script_enabled=False) as page:
        page.goto(path)
        assert "Белая ткань" in page.inner_text(".plan")
        choose(page, "Acknowledge for a receiving unit", unit="1")
    with desk.place_of("Carol", java_script_enabled=False) as page:
        page.goto(path)
        choose(page, "Tell the person to come")
    with desk.place_of("Dora", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Take over")
        choose(page, "Record an arrival", people="1")
    with desk.place_of("Bob", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Witness the arrival")
        assert page.inner_text(".steps .now") == "Received"
        assert "Дойду до конца." not in page.content()
    assert "Белая ткань" not in desk.what_waits(digits)


def accepted_and_handed_on(desk: Desk, words: str) -> str:
    with desk.place_of("Alice", java_script_enabled=False) as page:
        open_case(page, words)
        page.click(".side button >> text=Begin the review")
        choose(page, "Record a review result", result="clear")
        page.click(".side button >> text=Propose acceptance")
        path = page.url
    with desk.place_of("Bob", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Confirm acceptance")
        choose(page, "Hand on", team="coordination")
    return path


@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [("dark", WIDE), pytest.param("light", PHONE, marks=pytest.mark.long)],
    ids=["wide dark", "phone light"],
)
def test_plan_and_new_code_are_clean_for_who_cannot_see_them(
    desk: Desk, scheme: str, viewport: dict[str, int]
):
    words = f"План и код {scheme}."
    desk.somebody_asks(words)
    path = accepted_and_handed_on(desk, words)
    options = {"color_scheme": scheme, "viewport": viewport}
    with desk.place_of("Carol", java_script_enabled=False) as page:
        page.goto(path)
        page.click(".news button >> text=Take over")
        write_plan(page)
        choose(page, "Allow a new code")
    with desk.place_of("Carol", **options) as page:
        page.goto(path)
        if page.locator(".to-side").is_visible():
            page.click(".to-side")
        page.locator(".plan summary").first.click()
        faults = faults_of(page)
    with desk.place_of("Bob", **options) as page:
        page.goto(path)
        faults |= faults_of(page)
        page.click(".news button >> text=Replace a lost code")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        faults |= faults_of(page)
    assert faults == set()


def choose(page: Page, label: str, **chosen: str) -> None:
    """Open one of the actions that ask for something, choose, and do it."""
    page.click(f".side summary >> text={label}")
    for name, value in chosen.items():
        field = page.locator(f"details[open] [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click(".side details[open] button")


def write_plan(page: Page) -> None:
    said = {
        "window": {"begins": "2099-03-01T04:00", "ends": "2099-03-01T06:30"},
        "point": {"words": "K7"},
        "recognition": {"words": "Белая ткань"},
        "counter_sign": {"words": "Два сигнала"},
    }
    for part, fields in said.items():
        form = page.locator(f".plan form[action$='/plan/{part}/']")
        form.locator("xpath=..").locator("summary").click()
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("button").click()


def test_a_new_request_appears_on_an_open_queue_by_itself(desk: Desk):
    with desk.place_of("Bob") as page:
        page.goto("/queue/")
        before = page.locator(".row").count()
        desk.somebody_asks("Появлюсь сам.")
        expect(page.locator(".row")).to_have_count(before + 1, timeout=12_000)


def test_what_can_be_done_is_a_sheet_where_there_is_no_room(desk: Desk):
    desk.somebody_asks("На узком экране.")
    with desk.place_of("Alice", viewport={"width": 1000, "height": 760}) as page:
        open_case(page, "На узком экране.")
        expect(page.locator(".side")).to_be_hidden()
        page.click(".to-side")
        expect(page.locator(".side")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".side")).to_be_hidden()
        page.set_viewport_size(WIDE)
        expect(page.locator(".side")).to_be_visible()
        page.set_viewport_size(PHONE)
        expect(page.locator(".list")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_browser_asks_nobody_else_and_has_nothing_to_complain_about(desk: Desk):
    desk.somebody_asks("Тихо.")
    asked: set[str] = set()
    complaints: list[str] = []
    with desk.place_of("Alice") as page:
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        open_case(page, "Тихо.")
        page.goto("/rules/")
        page.goto("/queue/")
        page.wait_for_timeout(6_000)
    assert complaints == []
    assert all(address.startswith(desk.product.desk) for address in asked)


@pytest.mark.parametrize(
    ("scheme", "viewport", "language"),
    [
        ("dark", WIDE, "en"),
        pytest.param("light", WIDE, "ru", marks=pytest.mark.long),
        ("light", PHONE, "en"),
        pytest.param("dark", PHONE, "ru", marks=pytest.mark.long),
    ],
    ids=["wide dark", "wide light", "phone light", "phone dark"],
)
def test_every_page_is_clean_for_who_cannot_see_it(
    desk: Desk, scheme: str, viewport: dict[str, int], language: str
):
    desk.somebody_asks(f"Проверка {scheme} {viewport['width']} {language}", needs="wounded")
    options = {"color_scheme": scheme, "viewport": viewport, "locale": language}
    with desk.place_of("Bob", **options) as page:
        page.goto("/queue/")
        page.context.add_cookies(
            [{"name": "sc_desk_language", "value": language, "url": desk.product.desk}]
        )
        open_case(page, f"Проверка {scheme} {viewport['width']} {language}")
        faults = faults_of(page)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        faults |= faults_of(page)
        page.keyboard.press("Escape")
        for address in (*LISTS, *PEOPLE, "/calls/", "/rules/", "/find/?reference=Heron+999"):
            page.goto(address)
            faults |= faults_of(page)
        page.goto("/case/heron-999/")
        faults |= faults_of(page)
    outside = desk.browser.new_context(base_url=desk.product.desk, color_scheme=scheme)
    tab = outside.new_page()
    tab.goto("/sign-in/?locked=1")
    tab.fill("#id_login", "Alice")
    tab.fill("#id_password", "wrong")
    faults |= faults_of(tab)
    tab.click("button.go")
    faults |= faults_of(tab)
    outside.close()
    assert faults == set()


def faults_of(page: Page) -> set[str]:
    found = Axe().run(page).response["violations"]
    return {
        f"{page.url} {fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in found
        for node in fault["nodes"]
    }


SMALL = """least => [...document.querySelectorAll(
    "button, summary, select, .nav a, .index a, .back, [type=search], .write textarea")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height)
  .map(one => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 80)])
  .filter(([high]) => high < least)"""


def test_on_a_phone_a_thumb_meets_what_is_pressed_and_a_long_talk_opens_at_its_end(desk: Desk):
    desk.somebody_asks("Телефон. " * 120)
    with desk.place_of("Alice", viewport=PHONE) as page:
        open_case(page, "Телефон.")
        expect(page.locator(".said").last).to_be_in_viewport()
        expect(page.locator(".head h1")).to_be_in_viewport()
        expect(page.locator(".to-side")).to_be_in_viewport()
        assert page.evaluate(SMALL, 44) == []
        page.click(".to-side")
        assert page.evaluate(SMALL, 44) == []
        for address in ("/queue/", "/recordings/", "/you/", "/rules/"):
            page.goto(address)
            assert page.evaluate(SMALL, 44) == [], address


def test_on_a_phone_too_a_search_without_a_find_says_so(desk: Desk):
    with desk.place_of("Alice", viewport=PHONE) as page:
        page.goto("/find/?reference=Nobody+999")
        expect(page.get_by_role("alert")).to_be_in_viewport()
        expect(page.get_by_role("alert")).to_contain_text("Nobody 999")
        page.goto("/queue/")
        expect(page.locator(".rest")).to_be_hidden()


SHARE = """() => [...document.querySelectorAll(".head, .write")]
  .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0) / innerHeight"""


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
@pytest.mark.parametrize("size", [(360, 640), (390, 844)], ids=str)
def test_on_a_phone_the_talk_has_more_than_half_of_the_screen(
    desk: Desk, language: str, size: tuple[int, int]
):
    words = f"Много слов {language} {size}. "
    desk.somebody_asks(words * 40, needs="wounded")
    viewport = dict(zip(("width", "height"), size, strict=True))
    with desk.place_of("Alice", viewport=viewport) as page:
        page.goto("/queue/")
        spoken = {"name": "sc_desk_language", "value": language, "url": desk.product.desk}
        page.context.add_cookies([spoken])
        open_case(page, words)
        page.click(".holder form[action$='/take/'] button")
        expect(page.locator(".write textarea").first).to_be_in_viewport()
        expect(page.locator(".said").last).to_be_in_viewport()
        assert page.evaluate(SHARE) < 0.5
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_what_is_only_heard_makes_no_page_longer_than_its_screen(desk: Desk):
    desk.somebody_asks("Длинная правая сторона.", needs="wounded")
    with desk.place_of("Alice", viewport={"width": 1280, "height": 560}) as page:
        open_case(page, "Длинная правая сторона.")
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_on_a_phone_the_panic_key_is_in_sight_wherever_a_page_is_scrolled_to(desk: Desk):
    desk.somebody_asks("Тревога. " * 300)
    with desk.place_of("Alice", viewport=PHONE) as page:
        open_case(page, "Тревога.")
        expect(page.locator(".head .panic")).to_be_in_viewport()
        for address in ("/queue/", "/recent/", "/rules/"):
            page.goto(address)
            for place in (0, 10_000):
                page.evaluate("y => scrollTo(0, y)", place)
                expect(page.locator(".panic:visible").first).to_be_in_viewport()


def test_on_a_phone_no_table_moves_the_page_sideways(desk: Desk):
    for size in (390, 360):
        with desk.place_of("Bob", viewport={"width": size, "height": 800}) as page:
            for address in ("/rules/", "/programme/", "/log/", "/people/", "/destroyed/"):
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth") <= size, address


def test_the_bar_says_in_words_that_nothing_is_called_so(desk: Desk):
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        said = page.locator(".find output")
        page.fill("#find", "zzz")
        expect(said).to_have_text(
            "No page and no action is called so. Enter looks for a case with this reference."
        )
        page.fill("#find", "rul")
        expect(said).to_have_text("")
        expect(page.locator("#commands li")).to_have_count(1)


def test_the_counter_counts_as_the_server_does(desk: Desk):
    desk.somebody_asks("Сколько знаков?")
    with desk.place_of("Alice") as page:
        open_case(page, "Сколько знаков?")
        page.fill("#reply-words", "  да. \n\n ")
        expect(page.locator(".as-reply .count")).to_have_text("3 / 10,000")
        page.fill("#reply-words", " \n ")
        expect(page.locator(".as-reply .count")).to_have_text("0 / 10,000")


def test_after_a_lock_one_comes_back_to_the_case_and_reads_that_nothing_was_done(desk: Desk):
    desk.somebody_asks("Замок.")
    with desk.place_of("Alice") as page:
        open_case(page, "Замок.")
        address = page.url
        # What the page asks for by itself would lead it to the door before the form does.
        page.route(re.compile("/(rows|others|doors)/"), lambda route: route.abort())
        page.context.clear_cookies(name="sc_desk")
        page.click(".holder form[action$='/take/'] button")
        page.fill("#id_login", "Alice")
        page.fill("#id_password", str(desk.card("Alice")["phrase"]))
        page.click("button.go")
        page.wait_for_url(address)
        expect(page.locator(".undone")).to_contain_text("was not done")
        page.reload()
        expect(page.locator(".undone")).to_have_count(0)
