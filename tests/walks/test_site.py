"""People at the public door: with an old browser, with a text browser, on a bad line."""

import http.client
import re
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from shutil import which
from urllib.parse import urlencode

import pytest

from tests.conftest import leave_out
from tests.front.browsing import Reader
from tests.front.chromium import chromium
from tests.walks.site import Site, running_site, wait_for

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("site")]

TEN_MEGABYTES = 10_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


def last_form(site: Site, **changes: object) -> dict[str, object]:
    """Walk to the last page of the form; return what its last button sends."""
    first = Reader(site.get("/ru/write/")[1]).forms[0]
    second = Reader(site.post("/ru/write/", {**first.sent, "safe": "yes", "who": "self"})[1])
    return {**second.forms[0].sent, "when": "days", "message": "Хочу выйти.", **changes}


def stored(site: Site) -> int:
    with sqlite3.connect(site.home / "main.sqlite3") as database:
        return database.execute("SELECT count(*) FROM sc_arrival").fetchone()[0]


@pytest.mark.browser
def test_a_person_without_javascript_asks_and_comes_back_and_leaves_nothing_behind(site):
    asked: list[str] = []
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False, locale="uk-UA")
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        complaints: list[str] = []
        tab.on("console", lambda said: complaints.append(said.text))
        tab.goto(site.address)
        assert tab.locator("html").get_attribute("lang") == "uk"
        tab.click(".ways .first")
        tab.check("[name=safe][value=yes]")
        tab.check("[name=who][value=group]")
        tab.click("main button")
        tab.check("[name=needs][value=minor]")
        tab.check("[name=size][value='2-5']")
        tab.click("summary")
        tab.fill("#own_word", "клен")
        tab.fill("#message", "Нас п’ятеро.")
        tab.click("main button >> nth=0")
        digits = tab.inner_text("[data-digits]")
        assert len(re.findall(r"\d", digits)) == 30
        tab.click("main a >> nth=0")
        tab.fill("#code", digits)
        tab.fill("#own_word", "Клен")
        tab.click("main button")
        tab.fill("#words", "Вже шестеро.")
        tab.click("main button >> nth=0")
        assert tab.locator("[role=status]").count() == 1
        tab.click("[value=erase]")
        tab.click("[value=erase_sure]")
        assert context.cookies() == []
    assert complaints == []
    assert {url for url in asked if not url.startswith((site.address, "data:"))} == set()


@pytest.mark.browser
def test_enter_in_a_field_leads_on_and_never_back(site):
    with chromium() as browser:
        tab = browser.new_page()
        tab.goto(f"{site.address}/en/write/")
        tab.check("[name=safe][value=yes]")
        tab.check("[name=who][value=self]")
        tab.click("main button")
        tab.click("summary")
        tab.fill("#own_word", "maple")
        tab.press("#own_word", "Enter")
        tab.wait_for_selector("[data-digits]")


@pytest.mark.browser
def test_the_way_out_is_the_first_thing_the_keyboard_reaches(site):
    with chromium() as browser:
        tab = browser.new_page()
        for page in ("/ru/", "/ru/write/", "/ru/code/"):
            tab.goto(f"{site.address}{page}")
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement.className") == "exit"


@pytest.mark.parametrize("browser", ["w3m", "lynx"])
def test_a_text_browser_reaches_the_code(site, browser, tmp_path):
    if which(browser) is None:
        leave_out(f"{browser} is not installed")
    assert "Написать нам" in dumped(browser, f"{site.address}/ru/", None, tmp_path)
    fields = urlencode(last_form(site), doseq=True)
    page = dumped(browser, f"{site.address}/ru/write/", fields, tmp_path)
    assert re.search(r"^\s*(\w+ ){3}\w+\n\s*(\w+ ){3}\w+\n", page, re.MULTILINE)
    assert re.search(r"(\d{6} ?){5}", page)


READ_ALOUD = {
    "": ("Закрыть", "Вы можете остаться в живых", "Написать нам", "1. Вы пишете",
         "4. Вы показываете", "8. Вы говорите", "Это ловушка?", "Статья 7", "О чём спрашивают"),
    "questions/": ("Закрыть", "О чём спрашивают", "Это ловушка?", "Одной страницей",
                   "Сколько длится плен?", "Мы не знаем", "Сдаться можно", "Написать нам"),
    "addresses/": ("Закрыть", "Наши адреса", "https://quiet-shore.example/", "example/bot",
                   "Как проверить", "никогда не просим", "не может доказать", "Сдаться можно"),
}  # fmt: skip


@pytest.mark.parametrize("browser", ["w3m", "lynx"])
@pytest.mark.parametrize("page", READ_ALOUD)
def test_a_text_browser_reads_each_page_in_the_order_of_its_thought(site, browser, page, tmp_path):
    if which(browser) is None:
        leave_out(f"{browser} is not installed")
    told = " ".join(dumped(browser, f"{site.address}/ru/{page}", None, tmp_path).split())
    place = 0
    for words in READ_ALOUD[page]:
        assert words in told[place:], (words, told[place:])
        place = told.index(words, place) + len(words)


VISITOR = "203.0.113.77"


def test_a_visitors_network_address_lies_nowhere(site):
    """Neither in a database nor in what the door's process says, whatever a proxy passes on."""
    passed_on = {"X-Forwarded-For": VISITOR, "X-Real-IP": VISITOR, "Forwarded": f"for={VISITOR}"}
    asked = [("GET", "/ru/", b""), ("GET", "/ru/nowhere", b""), ("POST", "/ru/write/", b"\xff=%")]
    asked += [("POST", "/ru/write/", urlencode(last_form(site), doseq=True).encode())]
    for method, path, body in asked:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        line.request(method, path, body, {**passed_on, **kind})
        assert line.getresponse().read()
        line.close()
    files = [path for path in site.home.rglob("*") if path.is_file()]
    assert not [path.name for path in files if VISITOR.encode() in path.read_bytes()]


def dumped(browser: str, address: str, fields: str | None, folder: Path) -> str:
    body = folder / "body"
    body.write_text(fields or "")
    sent = {"w3m": ["-post", str(body)], "lynx": ["-post_data"]}[browser] if fields else []
    charset = {"w3m": ["-O", "UTF-8"], "lynx": ["-display_charset=utf-8", "-nolist"]}[browser]
    with body.open("rb") as stdin:
        done = subprocess.run(
            [browser, "-dump", *charset, *sent, address],
            stdin=stdin, capture_output=True, timeout=30, check=True,
        )  # fmt: skip
    return done.stdout.decode()


def test_an_answer_lost_on_the_line_is_shown_when_the_form_is_sent_again(site):
    form = last_form(site)
    before = stored(site)
    body = urlencode(form, doseq=True).encode()
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        head = (
            f"POST /ru/write/ HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        line.sendall(head.encode() + body)
        until = time.monotonic() + 10
        while stored(site) == before and time.monotonic() < until:
            time.sleep(0.02)
    assert stored(site) == before + 1
    first = Reader(site.post("/ru/write/", form)[1]).marked("data-digits")
    again = Reader(site.post("/ru/write/", form)[1]).marked("data-digits")
    assert first == again != ""
    assert stored(site) == before + 1


def test_killed_workers_come_back_and_show_the_same_code(site):
    form = last_form(site)
    code = Reader(site.post("/ru/write/", form)[1]).marked("data-digits")
    assert code
    site.kill_workers()
    wait_for(site)
    assert Reader(site.post("/ru/write/", form)[1]).marked("data-digits") == code


def test_ten_megabytes_are_told_to_be_too_many_and_the_door_stays_open(site):
    status, page = site.post("/ru/write/", {"message": "x" * TEN_MEGABYTES})
    assert status == 413
    assert "Слишком большая страница" in page
    assert site.get("/ru/")[0] == 200


def test_a_locked_database_is_told_and_nothing_is_lost(site):
    form = last_form(site, message="Ждём ответа.")
    database = sqlite3.connect(site.home / "main.sqlite3", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    try:
        status, page = site.post("/ru/write/", form)
    finally:
        database.execute("ROLLBACK")
        database.close()
    assert status == 503
    kept = Reader(page).forms[0]
    assert kept.values["message"] == "Ждём ответа."
    assert Reader(site.post(kept.action, kept.sent)[1]).marked("data-digits")


def test_nothing_that_was_typed_lies_readable_on_the_disk(site):
    marker = "неповторимое-слово-7311"
    assert Reader(
        site.post("/ru/write/", last_form(site, message=marker, own_word=marker))[1]
    ).marked("data-digits")
    needles = (marker.encode(), marker.encode("utf-16-le"), marker.encode("cp1251"))
    for path in site.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(needle in content for needle in needles), path.name
