"""How the offer to listen looks: folded and open, at every width, in both themes, to axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.front.browsing import html
from tests.front.test_listening import shelf  # noqa: F401 - a fixture
from tests.front.test_look import COVERED, RULES, SIDEWAYS, SMALL_TARGETS, WIDTHS

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(phone, shelf):  # noqa: F811
    return [html(phone.get(f"/{language}/{page}"))
            for language in ("ru", "uk", "en", "ar") for page in ("", "now/")]  # fmt: skip


def test_the_offer_fits_every_width_folded_and_open(browser, pages):
    for width in WIDTHS:
        tab = browser.new_page(viewport={"width": width, "height": 700})
        for source in pages:
            tab.set_content(source)
            for _ in ("folded", "open"):
                assert not tab.evaluate(SIDEWAYS)
                assert tab.evaluate(SMALL_TARGETS) == []
                assert tab.evaluate(COVERED) == []
                tab.click(".listen summary")
        tab.close()


@pytest.mark.parametrize("light", [False, True], ids=["night", "day"])
def test_axe_finds_nothing_in_the_open_offer(browser, pages, light):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    for source in pages[:2]:
        tab.set_content(source)
        tab.click(".listen summary")
        if light:
            tab.check("#day")
        found = Axe().run(tab, options=RULES)
        assert found.violations_count == 0, found.generate_report()


def test_the_offer_is_reached_and_opened_by_keyboard_and_lies_on_no_paper(browser, pages):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.set_content(pages[0])
    tab.focus(".listen summary")
    tab.keyboard.press("Enter")
    assert tab.locator("audio").is_visible()
    tab.emulate_media(media="print")
    assert not tab.locator(".listen").is_visible()
