"""A member reads the programme's words aloud, another listens and approves, and people hear it."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.phone.prompts import Prompts
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.home import Home
from safeconduct.programme.recordings import wanted
from safeconduct.programme.recordings.shelf import Shelf
from safeconduct.programme.recordings.spoken import Purpose
from safeconduct.programme.recordings.wanted import Wanted
from tests.front.chromium import chromium
from tests.product import Product
from tests.programme.test_cleaning import note, wav
from tests.walks.desk import Desk
from tests.walks.test_desk import faults_of

pytestmark = [pytest.mark.running, pytest.mark.browser, pytest.mark.xdist_group("desk")]

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """A product, and a browser whose microphone hears one note again and again."""
    heard = tmp_path_factory.mktemp("voice") / "note.wav"
    heard.write_bytes(wav(note(20.0, rate=48_000, loud=9_000), rate=48_000))
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    )
    with Product() as product, chromium(*flags) as browser:
        yield Desk(product=product, browser=browser)


def folder(desk: Desk) -> Path:
    return Home(root=desk.product.home).recordings


def spoken(desk: Desk, purpose: Purpose, name: str, language: str = "ru") -> Wanted:
    """Return what is said under a name, once the list of it is drawn up."""
    for _ in range(200):
        for one in wanted.kept(folder(desk)):
            found = (one.purpose, one.spoken.name, one.spoken.language)
            if found == (purpose, name, language):
                return one
        with desk.place_of("Alice") as page:
            page.wait_for_timeout(100)
    raise AssertionError(f"nothing is said under {name}")


def address(one: Wanted) -> str:
    return f"/recordings/{one.purpose}/{one.spoken.digest}/"


def on_the_line(desk: Desk, one: Wanted, seen: Path) -> Path:
    """Return the file that the line plays for these words, as its own process would find it."""
    home = Home(root=desk.product.home)
    bundle = Bundle.load(home.bundle, Deployment.load(home.programme).root_public, seen)
    shelf = Shelf(home.recordings, lambda: bundle.reply_keys)
    return Prompts(home.recordings / "phone", shelf).path(one.spoken).with_suffix(".wav")


def approve(desk: Desk, one: Wanted, by: str) -> None:
    with desk.place_of(by) as page:
        page.goto(address(one))
        page.evaluate("document.querySelector('audio').play()")
        for _ in range(100):
            if page.evaluate("document.querySelector('audio').currentTime") > 0.3:
                break
            page.wait_for_timeout(50)
        assert page.evaluate("document.querySelector('audio').currentTime") > 0.3
        page.click("form[action$='/approve/'] button")
        expect(page.locator("main")).to_contain_text("recorded and approved")


def test_a_prompt_is_recorded_by_keyboard_approved_by_another_and_played_by_the_line(
    desk: Desk, tmp_path: Path
):
    one = spoken(desk, Purpose.LINE, "phone.silence")
    machine = on_the_line(desk, one, tmp_path / "seen-1")
    length = one.spoken.letters / 40 + 1
    with desk.place_of("Alice", permissions=["microphone"]) as page:
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(address(one))
        assert page.locator(".script").inner_text().strip() == one.spoken.lines[0].words
        page.keyboard.press("r")
        expect(page.locator(".recorder.on")).to_be_visible()
        page.wait_for_timeout(length * 1000)
        page.keyboard.press("s")
        expect(page.locator("[data-do=keep]")).to_be_enabled()
        page.keyboard.press("l")
        page.keyboard.press("k")
        expect(page.locator("main")).to_contain_text("waits for a second pair of eyes")
        page.keyboard.press("n")
        page.wait_for_url(lambda url: one.spoken.digest not in url)
        assert complaints == []
    assert on_the_line(desk, one, tmp_path / "seen-2") == machine
    approve(desk, one, "Bob")
    played = on_the_line(desk, one, tmp_path / "seen-3")
    assert played != machine
    assert played.stat().st_size == pytest.approx(16_000 * length, rel=0.35)


def test_a_page_that_was_read_aloud_is_heard_on_the_site_once_it_is_approved(desk: Desk):
    one = spoken(desk, Purpose.PAGE, "now")
    site = f"{desk.product.site}/ru/now/"
    length = one.spoken.letters / 40
    with desk.place_of("Alice") as page:
        page.goto(address(one))
        page.click("summary")
        content = wav(note(length))
        page.set_input_files("#file", {"name": "a.wav", "mimeType": "audio/wav", "buffer": content})
        page.click(".recorder details button")
        expect(page.locator("main")).to_contain_text("waits for a second pair of eyes")
    assert b"<audio" not in urllib.request.urlopen(site).read()
    approve(desk, one, "Carol")
    shown = urllib.request.urlopen(site).read().decode()
    source = re.search(r'<audio[^>]* src="([^"]+)"', shown)[1]
    sound = urllib.request.urlopen(f"{desk.product.site}{source}").read()
    assert sound == (folder(desk) / "ru" / f"{one.spoken.digest}.mp3").read_bytes()


def test_a_bad_recording_is_refused_on_the_page_and_what_is_too_large_says_so(desk: Desk):
    one = spoken(desk, Purpose.LINE, "phone.sorry")
    with desk.place_of("Alice") as page:
        for content, said in (
            (b"MZ" + bytes(5_000), "not a WAV"),
            (wav(note(0.1)), "too short"),
            (bytes(10 * 1024 * 1024), "larger than 8 MB"),
        ):
            page.goto(address(one))
            page.click("summary")
            file = {"name": "a.wav", "mimeType": "audio/wav", "buffer": content}
            page.set_input_files("#file", file)
            page.click(".recorder details button")
            expect(page.locator("[role=alert]")).to_contain_text(said)
    assert not on_disk(desk, one)


def on_disk(desk: Desk, one: Wanted) -> bool:
    return (folder(desk) / one.spoken.language / f"{one.spoken.digest}.wav").exists()


def test_a_browser_that_gives_no_microphone_is_told_what_to_do(desk: Desk):
    one = spoken(desk, Purpose.LINE, "phone.sorry")
    with desk.place_of("Alice") as page:
        page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(1)")
        page.goto(address(one))
        page.keyboard.press("r")
        expect(page.locator(".state")).to_contain_text("gives no microphone")


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        (WIDE, "light"),
        (PHONE, "dark"),
        pytest.param(WIDE, "dark", marks=pytest.mark.long),
        pytest.param(PHONE, "light", marks=pytest.mark.long),
    ],
    ids=["wide-light", "phone-dark", "wide-dark", "phone-light"],
)
def test_the_pages_are_without_fault_and_fit_the_screen(desk: Desk, theme: str, size):
    one = spoken(desk, Purpose.PAGE, "now")
    with desk.place_of("Bob", viewport=size, color_scheme=theme) as page:
        for where in ("/recordings/", "/recordings/?language=ru&purpose=line", address(one)):
            page.goto(where)
            assert faults_of(page) == set()
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_list_names_nobodys_words_but_the_programmes(desk: Desk):
    told = json.loads((folder(desk) / wanted.LIST).read_text("utf-8"))
    assert {one["purpose"] for one in told} == {"page", "line"}
    assert {one["language"] for one in told} == {"ru", "uk", "en"}
