"""The first page: small, whole, and silent about its reader."""

import re

import pytest

from safeconduct.programme.home import Home
from tests.front.browsing import html, read, words_of
from tests.front.conftest import forget
from tests.front.programme import write_programme

HOME_BYTES = 12_000
LANGUAGES = ("ru", "uk", "en")


def weight(answer) -> int:
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    return len("HTTP/1.1 200 OK\r\n\r\n") + head + len(answer.content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_fits_its_budget_and_needs_nothing_else(phone, language):
    answer = phone.get(f"/{language}/")
    assert weight(answer) <= HOME_BYTES
    sources = re.findall(r'(?:src|href)="([^"]*)"', html(answer))
    assert {source.split(":")[0] for source in sources if ":" in source} <= {"data", "https"}
    assert "<script" not in html(answer)
    assert not answer.cookies


@pytest.mark.parametrize(
    ("wishes", "language"),
    [("uk-UA,uk;q=0.9,ru;q=0.5", "uk"), ("de, en;q=0.3", "en"), ("zz", "ru"), ("", "ru"),
     ("ru;q=0, en;q=0.1", "en"), ("en;q=x", "ru")],
)  # fmt: skip
def test_the_bare_address_speaks_the_browsers_language_without_a_detour(phone, wishes, language):
    answer = phone.get("/", headers={"accept-language": wishes})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html(answer)


def test_a_missing_slash_costs_no_detour(phone):
    assert phone.get("/uk").status_code == 200


def test_a_language_that_the_programme_does_not_speak_is_no_address(phone):
    assert phone.get("/tt/").status_code == 404
    assert phone.get("/xx/").status_code == 404


def test_every_page_can_be_left_at_once_without_telling_where_from(phone):
    for address in ("/ru/", "/ru/write/", "/ru/code/", "/ru/nowhere/"):
        (way_out,) = [
            link
            for link in read(phone.get(address)).links
            if link["href"] == "https://weather.example/"
        ]
        assert way_out["rel"] == "noreferrer"


def test_each_answer_is_closed_to_caches_frames_scripts_and_other_sites(phone):
    for answer in (phone.get("/"), phone.get("/ru/write/"), phone.post("/ru/code/", {"code": "x"})):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


def test_a_demonstration_says_that_it_is_one(phone):
    assert "показ" in words_of(phone.get("/ru/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_waits_for_a_fact_that_the_programme_does_not_promise(phone, language):
    assert not re.search(
        r"\{\w+\}", re.sub(r"<style>.*?</style>", "", html(phone.get(f"/{language}/")))
    )


def test_a_language_without_words_of_its_own_is_shown_as_a_fallback(phone, programme, settings):
    settings.HOME = Home(root=programme.root / "more")
    write_programme(settings.HOME, languages=("ru", "tt"))
    forget()
    page = html(phone.get("/tt/"))
    assert '<html lang="ru"' in page
    assert "Татарча" in page
    assert "нет. Здесь он на языке «Русский»" in words_of(phone.get("/tt/write/"))
    assert "Здесь он на языке" not in words_of(phone.get("/ru/"))
