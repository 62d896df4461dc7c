"""The pages to be read: in every language, small, linked, true to settings and manifest."""

import re

import pytest

from safeconduct.cases.promises import spelled
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.front.door import door
from safeconduct.front.readings import READINGS, TOLD_BY
from safeconduct.programme.home import Home
from safeconduct.programme.languages import LANGUAGES, WRITTEN, written
from safeconduct.programme.texts import texts
from safeconduct.vault.manifest import ChannelEntry
from tests.front.browsing import html, read, words_of
from tests.front.conftest import forget
from tests.front.programme import BOT, MAIL, PHONE, write_bundle, write_programme
from tests.front.test_home import HOME_BYTES, weight

PAGES = ("", *(f"{name}/" for name in READINGS))
FORMS = ("write/", "code/")
CUT_AT = 16_000


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_shown_in_every_language_and_says_which_one_it_is_in(phone, everybody, page):
    for language in LANGUAGES:
        answer = phone.get(f"/{language}/{page}")
        assert answer.status_code == 200
        shown = html(answer)
        assert f'<html lang="{written(language)}" dir="ltr"' in shown
        assert not re.search(r"\{\w+\}", re.sub(r"<style>.*?</style>", "", shown))
        assert (LANGUAGES[language].name in words_of(answer)) >= (language not in WRITTEN)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_arrives_whole_where_connections_are_cut(phone, everybody, page):
    for language in LANGUAGES:
        packed = phone.get(f"/{language}/{page}")
        plain = phone.get(f"/{language}/{page}", headers={"accept-encoding": ""})
        assert weight(packed) <= HOME_BYTES
        assert weight(plain) <= CUT_AT or page == ""
        assert "<script" not in html(packed)
        assert not packed.cookies


def test_no_link_is_dead_on_any_page_and_neither_is_a_place_in_it(phone, everybody):
    for language in ("ru", "uk", "en", "ar"):
        for page in (*PAGES, *FORMS):
            here = f"/{language}/{page}"
            for link in read(phone.get(here)).links:
                address, _, place = (link["href"] or "").partition("#")
                if address.startswith("/") or not address:
                    there = phone.get(address or here)
                    assert there.status_code == 200, (here, link)
                    assert not place or f'id="{place}"' in html(there), (here, link)


def test_each_page_leads_to_every_other_and_marks_itself(phone):
    for name, page in READINGS.items():
        shown = read(phone.get(f"/ru/{name}/"))
        led_to = {link["href"] for link in shown.links}
        assert {f"/ru/{other}/" for other in READINGS if other != name} <= led_to
        assert "/ru/write/" in led_to
        assert shown.marked("aria-current") in {"Русский", texts("ru")[page.heading].words}


def test_a_page_in_another_language_is_the_same_page(phone):
    for name in READINGS:
        led_to = {link["href"] for link in read(phone.get(f"/ru/{name}/")).links}
        assert {f"/uk/{name}/", f"/en/{name}/"} <= led_to


def test_titles_differ_and_none_tells_what_the_site_is_about(phone):
    titles = {
        re.search("<title>(.*?)</title>", html(phone.get(f"/{language}/{page}")))[1]
        for language in WRITTEN
        for page in PAGES
    }
    assert len(titles) == len(WRITTEN) * len(PAGES)
    telling = "сдат|здат|surrend|оруж|збро|weapon|плен|полон|captiv|войск|військ|troop"
    assert not [title for title in titles if re.search(telling, title.casefold())]


@pytest.mark.parametrize("page", [f"{name}/" for name in READINGS])
def test_every_page_can_be_left_at_once_and_ends_with_any_troops(phone, page):
    answer = phone.get(f"/ru/{page}")
    assert [link for link in read(answer).links if link["href"] == "https://weather.example/"]
    assert texts("ru")["site.any_troops"].words in words_of(answer)


def test_only_ways_that_the_manifest_lists_are_offered(phone, everybody):
    home, list_ = phone.get("/ru/"), phone.get("/ru/addresses/")
    assert "Позвонить" in words_of(home)
    assert "Telegram" in words_of(home)
    assert "Отправить SMS" not in words_of(home)
    for channel in (PHONE, BOT, MAIL):
        assert channel.address in words_of(list_)
    links = {link["href"] for link in read(list_).links}
    assert {
        "tel:+442079460018",
        "https://t.me/quiet_shore_bot",
        "mailto:help@quiet-shore.example",
        "https://site.example/",
    } <= links


def test_what_a_programme_lacks_is_said_so_that_no_impostor_fills_the_gap(phone):
    home, list_ = words_of(phone.get("/ru/")), words_of(phone.get("/ru/addresses/"))
    assert "Позвонить" not in home
    assert "Telegram" not in home
    assert "Номера телефона у нас сейчас нет" in list_
    assert "Бота в Telegram у нас сейчас нет" in list_


def test_a_new_manifest_changes_the_page_without_a_restart(phone, everybody):
    assert PHONE.address in words_of(phone.get("/ru/addresses/"))
    door().bundle._clock = lambda: float("inf")
    write_bundle(everybody.bundle, serial=2, channels=(BOT,))
    assert PHONE.address not in words_of(phone.get("/ru/addresses/"))
    assert BOT.address in words_of(phone.get("/ru/addresses/"))


def test_a_link_is_made_of_a_known_kind_only(phone, programme, settings):
    settings.HOME = Home(root=programme.root / "odd")
    odd = (
        ChannelEntry(kind="site", address="javascript:alert(1)"),
        ChannelEntry(kind="telegram", address="javascript:alert(2)"),
        ChannelEntry(kind="pigeon", address="the roof"),
    )
    write_programme(settings.HOME, channels=odd)
    forget()
    answer = phone.get("/en/addresses/")
    assert not [link for link in read(answer).links if "javascript" in link["href"]]
    assert "javascript:alert(1)" in words_of(answer)
    assert "the roof" not in words_of(answer)


def test_what_pages_promise_comes_from_settings_and_rules(phone):
    kept, figures = words_of(phone.get("/en/kept/")), words_of(phone.get("/en/figures/"))
    for promise in ("7 days", "24 hours", "180 days"):
        assert promise in kept
    assert "under 10" in figures
    assert "30 days" in figures


def test_what_is_not_told_to_the_public_belongs_to_staff_alone():
    assert set(Kept) - set(TOLD_BY) == {Kept.INVITATION, Kept.SESSION, Kept.SEAT}


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("kept", TOLD_BY)
def test_each_class_of_data_is_named_with_its_time(phone, language, kept):
    key, lives = TOLD_BY[kept], RETENTION[kept].lives
    line = door().wording(language).words(key)
    assert line in words_of(phone.get(f"/{language}/kept/"))
    assert not lives or spelled(lives, texts(language)) in line


def test_a_programme_that_keeps_less_says_so(phone, programme, settings):
    settings.HOME = Home(root=programme.root / "less")
    write_programme(settings.HOME)
    said = settings.HOME.programme.read_text()
    settings.HOME.programme.write_text(said.replace("[keep]\n", "[keep]\nwithdrawn = 7\n"))
    forget()
    assert "You withdrew it: 7 days." in words_of(phone.get("/en/kept/"))


def test_no_figure_is_shown_before_there_is_one(phone):
    told = words_of(phone.get("/en/figures/"))
    assert "No figures are published yet" in told
    assert set(re.findall(r"\d+", told)) == {"10", "30"}


def test_nothing_says_that_registration_protects(phone):
    told = words_of(phone.get("/en/questions/"))
    assert "Am I protected only if I register here? No." in told


@pytest.mark.parametrize(
    ("wishes", "language"),
    [("zh-CN,zh;q=0.9", "zh-hans"), ("ar-EG", "ar"), ("sah, ru;q=0.8", "sah"), ("de", "ru")],
)
def test_a_browser_that_asks_for_a_registered_language_gets_it(phone, everybody, wishes, language):
    shown = html(phone.get("/", headers={"accept-language": wishes}))
    assert f"/{language}/write/" in shown


def test_languages_without_words_stand_under_what_they_are_shown_in(phone, everybody):
    shown = html(phone.get("/en/languages/"))
    english, russian = shown.index("shown in “English”"), shown.index("shown in “Русский”")
    for language in LANGUAGES.values():
        place = shown.index(f">{language.name}</bdi>")
        under = {"": place < english, "en": english < place < russian, "ru": russian < place}
        assert under[language.fallback], language.tag
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in shown
