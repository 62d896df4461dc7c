"""How the pages look to a person: at every width, in both themes, to a screen reader, on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from safeconduct.front.readings import READINGS
from tests.front.browsing import code_page, digits_of, enter, html, press
from tests.front.test_returning import reply, status, taken_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

WIDTHS = (320, 360, 390, 1280)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
SMALL_TARGETS = """[...document.querySelectorAll(
    'button, .ways a, fieldset label, summary, .exit, nav a, .tongues a, .places a')]
    .filter(one => one.getBoundingClientRect().height < 47).map(one => one.outerHTML)"""


@pytest.fixture(scope="module")
def kept() -> dict[str, dict[str, str]]:
    return {}


@pytest.fixture
def every_page(phone, kept):
    """Return each kind of page in a language, asked for once: nobody changes what they look at."""

    def pages(language: str) -> dict[str, str]:
        if language not in kept:
            kept[language] = answered(phone, language)
        return kept[language]

    return pages


def answered(phone, language: str) -> dict[str, str]:
    """Return each kind of page as the door answers it."""
    first = phone.get(f"/{language}/write/")
    second = press(phone, first, safe="yes", who="group")
    code = code_page(phone, language, needs=["wounded", "danger_now"], own_word="клён")
    digits = taken_in(code)
    nothing = enter(phone, digits, "клён", language)
    reply(digits, "Мы вас слышим.\n" * 5, own_word="клён")
    readings = {name: html(phone.get(f"/{language}/{name}/")) for name in READINGS}
    news = enter(phone, digits, "клён", language)
    return readings | {
        name: html(answer)
        for name, answer in {
            "home": phone.get(f"/{language}/"),
            "first": first,
            "unanswered": press(phone, first),
            "second": second,
            "too long": press(phone, second, message="ы" * 5_000),
            "old": press(phone, second, token="x"),
            "not safe": press(phone, first, safe="no"),
            "code": code,
            "ask code": phone.get(f"/{language}/code/"),
            "mistyped": enter(phone, "12", language=language),
            "nothing": nothing,
            "news": news,
            "empty": press(phone, news, "wish=add"),
            "added": press(phone, news, "wish=add", words="Да."),
            "sure": press(phone, news, "wish=erase"),
            "ended": press(phone, press(phone, news, "wish=withdraw"), "wish=withdraw_sure"),
            "lost": phone.get(f"/{language}/nowhere"),
        }.items()
    }


# What of each button can be seen lies nowhere under the way out, wherever the page is scrolled to.
COVERED = """() => {
    const exit = document.querySelector('.exit').getBoundingClientRect();
    const scroller = document.scrollingElement;
    // A foot as wide as the page ends what is seen; a button beside the column must miss all of it.
    const seen = exit.width >= document.documentElement.clientWidth ? exit.top : innerHeight;
    const under = new Set();
    for (let y = 0; y <= scroller.scrollHeight; y += 8) {
        scroller.scrollTo(0, y);
        for (const one of document.querySelectorAll('main a, button, label, summary, footer *')) {
            const box = one.getBoundingClientRect();
            const over = box.right > exit.left && box.left < exit.right;
            if (over && box.top < exit.bottom && Math.min(box.bottom, seen) > exit.top)
                under.add(one.outerHTML.slice(0, 80));
        }
    }
    scroller.scrollTo(0, scroller.scrollHeight);
    const last = [...document.querySelectorAll('footer *')].pop().getBoundingClientRect();
    if (last.bottom > exit.top) under.add('the end of the page is out of reach');
    return [...under];
}"""


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.long)])
def test_the_way_out_covers_nothing_at_any_place_of_a_page(browser, every_page, language):
    pages = every_page(language)
    for width in (320, 390, 768, 769, 896, 897):
        tab = browser.new_page(viewport={"width": width, "height": 700})
        for name, source in pages.items():
            tab.set_content(source)
            assert tab.evaluate(COVERED) == [], (name, width)
        tab.close()


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_every_page_fits_every_width_and_every_thumb(browser, every_page, language):
    pages = every_page(language)
    for width in WIDTHS:
        tab = browser.new_page(viewport={"width": width, "height": 700})
        for name, source in pages.items():
            tab.set_content(source)
            assert not tab.evaluate(SIDEWAYS), (name, width)
            assert tab.evaluate(SMALL_TARGETS) == [], (name, width)


# Only colours differ by day: pages that together show every colour will do.
BY_DAY = {"home", "addresses", "unanswered", "second", "code", "news"}


@pytest.mark.parametrize("light", [False, True], ids=["night", "day"])
def test_axe_finds_nothing_on_any_page(browser, every_page, light):
    pages = {
        name: source for name, source in every_page("ru").items() if not light or name in BY_DAY
    }
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    for name, source in pages.items():
        tab.set_content(source)
        if light:
            tab.check("#day")
        found = Axe().run(tab, options=RULES)
        assert found.violations_count == 0, (name, found.generate_report())


def test_the_box_at_the_foot_makes_the_page_light_and_paper_is_white(browser, phone):
    source = html(phone.get("/ru/"))
    ground = "getComputedStyle(document.body).backgroundColor"
    tab = browser.new_page()
    tab.set_content(source)
    assert tab.evaluate(ground) == "rgb(18, 20, 22)"
    tab.check("#day")
    assert tab.evaluate(ground) == "rgb(245, 241, 232)"
    tab.emulate_media(media="print")
    assert tab.evaluate(ground) == "rgb(255, 255, 255)"


GROUND = "getComputedStyle(document.body).backgroundColor"
NIGHT, DAY = "rgb(18, 20, 22)", "rgb(245, 241, 232)"


@pytest.mark.parametrize("system", ["dark", "light"])
def test_a_page_is_as_it_was_chosen_whatever_the_system_wishes(browser, phone, system):
    """`only`: Chrome on Android darkens by itself what does not refuse it."""
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    first = phone.get("/ru/write/")
    by_day = press(phone, first, safe="yes", who="self", day="on")
    tab = browser.new_page(color_scheme=system)
    tab.set_content(html(first))
    assert (tab.evaluate(GROUND), tab.evaluate(scheme)) == (NIGHT, "dark")
    tab.set_content(html(by_day))
    assert (tab.evaluate(GROUND), tab.evaluate(scheme)) == (DAY, "light only")


def test_nothing_is_lit_before_a_person_has_chosen_to_end(browser, phone):
    page = enter(phone, taken_in(code_page(phone)))
    asked = [html(press(phone, page, f"wish={wish}")) for wish in ("erase", "withdraw")]
    lamp = "rgb(229, 181, 103)"
    tab = browser.new_page()
    for source in asked:
        tab.set_content(source)
        buttons = tab.locator("main button")
        assert buttons.count() == 2
        for button in buttons.all():
            ground = button.evaluate("one => getComputedStyle(one).backgroundColor")
            assert ground != lamp, button.inner_text()


def test_a_printed_code_is_the_code_and_nothing_else(browser, phone):
    code = code_page(phone)
    tab = browser.new_page()
    tab.set_content(html(code))
    tab.emulate_media(media="print")
    assert digits_of(code).split() == tab.inner_text("[data-digits]").split()
    assert "Ваш код" not in tab.inner_text("body")
    assert not tab.is_visible(".exit")


def test_words_stand_in_two_rows_of_four_on_the_narrowest_phone(browser, phone):
    code = code_page(phone)
    rows = """[...document.querySelectorAll('.words span')]
        .map(one => Math.round(one.getBoundingClientRect().top))"""
    cut = """[...document.querySelectorAll('.code span')]
        .some(one => one.scrollWidth > one.clientWidth + 1)"""
    tab = browser.new_page(viewport={"width": 320, "height": 640})
    tab.set_content(html(code))
    tops = tab.evaluate(rows)
    assert [tops.count(top) for top in sorted(set(tops))] == [4, 4]
    assert not tab.evaluate(cut)


def test_a_status_and_its_reply_are_both_headed(phone):
    digits = taken_in(code_page(phone))
    status(digits, "status.in_review")
    reply(digits, "Ждём вас.")
    assert html(enter(phone, digits)).count("<h1") == 2


WORST = {
    "ru": ("плюшевый", "домашний", "обширный", "дымчатый"),
    "uk": ("можливий", "пташиний", "медичний", "ланцюжок"),
    "en": ("mushroom", "mahogany", "mammoth", "emporium"),
}
APART = """() => {
    const boxes = [...document.querySelectorAll('.code span')]
        .map(one => one.getBoundingClientRect());
    const gaps = boxes.slice(1).map((box, at) => box.left - boxes[at].right);
    return Math.min(...gaps.filter((_, at) => boxes[at + 1].left > boxes[at].left));
}"""
SIZE = "one => parseFloat(getComputedStyle(one).fontSize)"


@pytest.mark.parametrize("width", [320, 360, 390])
@pytest.mark.parametrize("language", WORST)
def test_even_the_longest_words_of_a_code_stand_whole_and_apart(browser, phone, language, width):
    code = html(code_page(phone, language))
    tab = browser.new_page(viewport={"width": width, "height": 640})
    tab.set_content(code)
    tab.evaluate(
        """words => document.querySelectorAll('.words span').forEach((one, at) => {
            one.textContent = words[at % 4]; one.className = ''; })""",
        list(WORST[language]),
    )
    assert not tab.evaluate(SIDEWAYS)
    assert tab.evaluate(APART) >= 3
    assert tab.locator(".digits").evaluate(SIZE) >= 14.5


def test_a_code_of_short_words_is_larger(browser, phone, monkeypatch):
    monkeypatch.setattr("safeconduct.front.code_page._words", lambda *_: ("клён", "шалаш") * 4)
    code = html(code_page(phone))
    tab = browser.new_page(viewport={"width": 320, "height": 640})
    tab.set_content(code)
    assert tab.locator(".words span >> nth=0").evaluate(SIZE) >= 14
    assert not tab.evaluate(SIDEWAYS)
