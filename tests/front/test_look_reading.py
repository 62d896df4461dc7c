"""The public pages for those who see, hear or type otherwise: right to left, larger, on paper."""

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from safeconduct.front.readings import READINGS
from tests.front.browsing import html
from tests.front.test_look import RULES, SIDEWAYS

pytestmark = pytest.mark.browser

PAGES = ("", *(f"{name}/" for name in READINGS))
ARABIC = "هنا يجيبك إنسان ويمكنك أن تسأل عن كل شيء"
# Words in place of words, so that line lengths stay what they are.
IN_ARABIC = """words => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode;
        const count = node.data.split(/\\s+/).filter(Boolean).length;
        const said = Array.from({length: count}, (_, i) => words[i % words.length]);
        if (count) node.data = said.join(' ');
    }
}"""
SIDE = """([selector, pseudo]) => {
    const one = document.querySelector(selector).getBoundingClientRect();
    return [one.left, innerWidth - one.right];
}"""


def in_arabic(tab, source: str) -> None:
    """Show a page as it will stand once its words are Arabic: right to left, in that script."""
    tab.set_content(re.sub(r'<html lang="\w+" dir="ltr"', '<html lang="ar" dir="rtl"', source))
    tab.evaluate(IN_ARABIC, ARABIC.split())


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_stands_the_right_way_round_from_right_to_left(browser, phone, width):
    tab = browser.new_page(viewport={"width": width, "height": 700})
    for page in (*PAGES, "write/", "code/"):
        in_arabic(tab, html(phone.get(f"/en/{page}")))
        assert not tab.evaluate(SIDEWAYS), page
        left, right = tab.evaluate(SIDE, ["#day", ""])
        assert left > right, page


def test_arrows_numbers_and_bars_turn_with_the_direction(browser, phone):
    source = html(phone.get("/en/"))
    style = "(one, what) => getComputedStyle(one, what[0])[what[1]]"
    tab = browser.new_page(viewport={"width": 390, "height": 700})
    tab.set_content(source)
    assert "→" in tab.eval_on_selector(".ways a", style, ["::after", "content"])
    assert tab.eval_on_selector(".care", style, [None, "borderLeftWidth"]) == "3px"
    in_arabic(tab, source)
    assert "←" in tab.eval_on_selector(".ways a", style, ["::after", "content"])
    assert tab.eval_on_selector(".care", style, [None, "borderRightWidth"]) == "3px"
    assert tab.eval_on_selector(".path li", style, ["::before", "right"]) == "0px"


def test_a_number_reads_from_its_plus_sign_on_also_from_right_to_left(browser, phone, everybody):
    tab = browser.new_page(viewport={"width": 390, "height": 700})
    shown = html(phone.get("/en/addresses/"))
    tab.set_content(shown.replace('dir="ltr"', 'dir="rtl"', 1))
    number = tab.locator("a[href^='tel:'] bdi")
    assert number.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_words_of_twice_the_size_push_nothing_off_the_page(browser, phone):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    for page in (*PAGES, "write/", "code/"):
        tab.set_content(html(phone.get(f"/ru/{page}")))
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not tab.evaluate(SIDEWAYS), page


def test_forced_colours_keep_the_outline_of_what_can_be_pressed(browser, phone):
    outline = "one => getComputedStyle(one).borderTopWidth"
    tab = browser.new_page(forced_colors="active")
    tab.set_content(html(phone.get("/ru/")))
    for pressed in (".ways .first", ".ways li:nth-child(2) a", ".exit"):
        assert tab.eval_on_selector(pressed, outline) == "1px", pressed


def test_the_keyboard_goes_through_a_page_in_the_order_of_reading(browser, phone):
    place = "document.activeElement.getBoundingClientRect().top + scrollY"
    tab = browser.new_page(viewport={"width": 390, "height": 6_000})
    for page in PAGES:
        tab.set_content(html(phone.get(f"/ru/{page}")))
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "exit"
        tops = []
        while True:
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.id") == "day":
                break
            tops.append(round(tab.evaluate(place)))
        assert len(tops) > len(READINGS)
        assert tops == sorted(tops), page


def test_what_has_the_focus_is_never_under_the_way_out(browser, phone):
    covered = """() => {
        const exit = document.querySelector('.exit').getBoundingClientRect();
        const one = document.activeElement.getBoundingClientRect();
        return one.top >= exit.top && one.bottom <= exit.bottom + 16;
    }"""
    tab = browser.new_page(viewport={"width": 320, "height": 568})
    tab.set_content(html(phone.get("/ru/")))
    tab.keyboard.press("Tab")
    for _ in range(30):
        tab.keyboard.press("Tab")
        assert not tab.evaluate(covered), tab.evaluate("document.activeElement.outerHTML")
        if tab.evaluate("document.activeElement.id") == "day":
            break


def test_headings_go_down_one_step_at_a_time(browser, phone):
    tab = browser.new_page()
    for page in PAGES:
        tab.set_content(html(phone.get(f"/ru/{page}")))
        found = tab.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
        assert found[0] == 1
        assert found.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(found)), page


def test_on_paper_every_answer_is_unfolded_and_nothing_else_is_left(browser, phone):
    tab = browser.new_page()
    tab.set_content(html(phone.get("/en/questions/")))
    shown = "document.querySelector('details p').checkVisibility()"
    assert not tab.evaluate(shown)
    tab.emulate_media(media="print")
    assert not tab.is_visible(".exit")
    assert not tab.is_visible("footer")
    assert tab.evaluate(shown)


@pytest.mark.parametrize("page", ["", "addresses/", "languages/", "write/"])
def test_axe_finds_nothing_where_all_languages_and_channels_stand(browser, phone, everybody, page):
    tab = browser.new_page(viewport={"width": 320, "height": 700})
    for language in ("ar", "hy"):
        tab.set_content(html(phone.get(f"/{language}/{page}")))
        assert not tab.evaluate(SIDEWAYS)
        found = Axe().run(tab, options=RULES)
        assert found.violations_count == 0, found.generate_report()
