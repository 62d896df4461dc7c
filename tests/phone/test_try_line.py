"""A newcomer calls the line from a page, in Chromium, and nothing more can be done from there."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import aiohttp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from safeconduct.config.softphone import folders
from safeconduct.drill.try_line.door import Door
from safeconduct.drill.try_line.visit import Tryouts
from safeconduct.phone.ari import Ari
from safeconduct.phone.guests import Guests
from safeconduct.phone.switch import Account
from safeconduct.programme.texts import texts
from tests.conftest import leave_out
from tests.drill.try_line.test_page import SHOWN
from tests.front.chromium import chromium
from tests.phone.conftest import Line, until
from tests.phone.in_browser import HEARS, STATS, a_path_for_sound
from tests.phone.trying import guests, trying
from tests.postgres_server import free_port
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

WORDS = texts("en")
DIGITS_OF_A_CODE = 30
A_SECOND, MOST_OF = 50, 0.8
MOMENT = 1.5


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if not folders():
        leave_out("the phone for browsers is not bundled; `make phone` does it")
    request.getfixturevalue("line")
    with a_path_for_sound(), chromium(*HEARS) as browser:
        yield browser


def account(line: Line) -> Account:
    word = (line.home / "secrets" / "ari").read_bytes().hex()
    return Account(url=f"http://127.0.0.1:{line.ari_port}", user="safeconduct", password=word)


def aside(work: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run a coroutine in a thread of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


def found(address: str) -> int:
    """Return the status of an address; 0 where nothing listens."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def test_keys_pressed_in_the_page_lead_to_a_code_that_opens_on_the_site(
    line: Line, browser: Browser
) -> None:
    with trying(browser, line) as newcomer:
        newcomer.calls()
        newcomer.answers("Українська мова", "3")
        newcomer.answers("Is it safe for you to talk now?", "1")
        newcomer.answers("Who is this about?", "1")
        newcomer.answers("What should we know at once?", "6", "#")
        newcomer.reads(WORDS["phone.code"].words)
        code = newcomer.writes_down(WORDS["phone.code.group"], WORDS["phone.code.next"])
        assert len(code) == DIGITS_OF_A_CODE
        newcomer.reads(WORDS["phone.code.end"].words)
        newcomer.hangs_up()
    until(lambda: not guests(line) and line.switch("channels") == [], 10)
    desk = Desk(product=line, browser=browser)
    until(lambda: texts("ru")["status.requested"].words in desk.what_waits(code), 10)


def test_sound_goes_both_ways_encrypted_and_keys_stand_in_the_page_as_one_presses_them(
    line: Line, browser: Browser
) -> None:
    with trying(browser, line, viewport={"width": 390, "height": 844}) as newcomer:
        expect(newcomer.page.locator("[data-key='1']")).to_be_hidden()
        newcomer.calls()
        before = newcomer.page.evaluate(STATS)
        newcomer.page.wait_for_timeout(2_000)
        after = newcomer.page.evaluate(STATS)
        assert after["went"] - before["went"] > 2 * A_SECOND * MOST_OF
        assert after["came"] - before["came"] > 2 * A_SECOND * MOST_OF
        assert after["energy"] > before["energy"]
        assert (after["dtls"], bool(after["cipher"])) == ("connected", True)
        newcomer.page.click("[data-key='*']")
        newcomer.page.keyboard.press("#")
        newcomer.page.keyboard.press("x")
        expect(newcomer.page.locator(".talk .me b")).to_have_text("*#")
        newcomer.hangs_up()
        assert newcomer.page.evaluate("document.documentElement.scrollWidth") <= 390
        newcomer.page.click("[data-do=call]")
        newcomer.stands("talking")
        newcomer.hangs_up()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_before_and_in_a_call(line: Line, browser: Browser, scheme: str) -> None:
    with trying(browser, line, color_scheme=scheme) as newcomer:
        assert Axe().run(newcomer.page).response["violations"] == []
        newcomer.calls()
        newcomer.answers("Українська мова", "3")
        assert Axe().run(newcomer.page).response["violations"] == []


def test_without_a_microphone_keys_still_work(line: Line, browser: Browser) -> None:
    with trying(browser, line) as newcomer:
        newcomer.page.evaluate(
            "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error()); }"
        )
        newcomer.calls()
        expect(newcomer.page.locator("[data-mute]")).to_be_visible()
        newcomer.answers("Українська мова", "3")
        newcomer.reads("Is it safe for you to talk now?")


def test_the_page_asks_for_nothing_that_is_not_of_this_machine(
    line: Line, browser: Browser
) -> None:
    asked: list[str] = []
    with trying(browser, line) as newcomer:
        newcomer.page.on("request", lambda request: asked.append(request.url))
        newcomer.page.on("websocket", lambda socket: asked.append(socket.url))
        newcomer.page.reload()
        newcomer.calls()
    assert f"ws://127.0.0.1:{line.ari_port}/ws" in asked
    hosts = {address.split("/")[2] for address in asked}
    assert hosts == {f"127.0.0.1:{line.try_port}", f"127.0.0.1:{line.ari_port}"}


def test_an_account_calls_the_line_once_and_can_do_nothing_else(
    line: Line, browser: Browser
) -> None:
    with trying(browser, line) as newcomer:
        told = newcomer.with_its_account("", "echo", "seats", "100", "100")
        assert guests(line) == [told["name"]]
        assert told["came"][:4] == ["refused", "refused", "refused", "answered"]
        until(lambda: len(line.switch("channels") or []) == 1, 5)
        newcomer.page.evaluate("window.tried.socket.close()")
        until(lambda: not guests(line) and line.switch("channels") == [], 5)


def test_each_page_has_an_account_of_its_own_and_a_fifth_waits(
    line: Line, browser: Browser
) -> None:
    with trying(browser, line) as newcomer:
        names = {str(newcomer.with_its_account()["name"]) for _ in range(4)}
        assert len(names) == 4
        assert set(guests(line)) == names
        newcomer.page.click("[data-do=call]")
        newcomer.stands("full")
    until(lambda: not guests(line), 5)


def test_after_its_time_an_account_is_gone_and_its_call_with_it(line: Line) -> None:
    @dataclass
    class Told:
        over: object = None

    told = Told()

    async def visit() -> None:
        tryouts = Tryouts(
            account=account(line), words=dict, practice=lambda: True, lives=MOMENT, swept=True
        )
        door = Door(tryouts=tryouts, shown=SHOWN, bundle=line.home, port=free_port())
        await door.start()
        here = f"http://127.0.0.1:{door.port}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{here}/line", headers={"Origin": here}) as page,
        ):
            drawn = await page.receive_json()
            assert await asyncio.to_thread(guests, line) == [drawn["name"]]
            told.over = await page.receive_json()
        await door.stop()

    aside(visit)
    assert told.over == {"over": "time"}
    assert guests(line) == []


def test_an_account_that_a_killed_process_left_is_taken_away(line: Line, browser: Browser) -> None:
    with trying(browser, line) as newcomer:
        newcomer.calls()
        assert len(guests(line)) == 1
        line.kill("try-line")
        newcomer.stands("no-line")
        until(lambda: not guests(line), 20)
        until(lambda: found(f"{line.try_line}/en/") == 200, 20)
        newcomer.page.click("[data-do=call]")
        newcomer.stands("talking")


def let_in(line: Line) -> None:
    """Put an account on the switch, as nobody should."""

    async def put() -> None:
        ari = Ari(account(line))
        await Guests(ari).let_in()
        await ari.close()

    aside(put)


def test_a_live_programme_has_neither_the_page_nor_an_account(line: Line, browser: Browser) -> None:
    """Last of all: the demonstration becomes a live programme while it runs, then begins anew."""
    programme = line.home / "programme.toml"
    with trying(browser, line) as newcomer:
        words = programme.read_text()
        programme.write_text(words.replace('purpose = "demonstration"', 'purpose = "live"'))
        assert found(f"{line.try_line}/en/") == 404
        newcomer.page.click("[data-do=call]")
        newcomer.stands("no-line")
    assert guests(line) == []
    line.stop()
    line.start()
    until(lambda: line.applications() == ["safeconduct"], 30)
    assert line.pids("try-line") == []
    for door in (line.try_line, line.site, line.desk):
        assert found(f"{door}/try-the-line/") in {0, 404}
    assert found(f"{line.try_line}/en/") == 0
    assert guests(line) == []
    refused = line.run("try-line")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "this programme is live" in refused.stderr
    assert "accounts for trying it" not in line.run("doctor", "--json").stdout
    let_in(line)
    said = [json.loads(row) for row in line.run("doctor", "--json").stdout.splitlines()]
    (grave,) = [one for one in said if "accounts for trying it" in one["words"]]
    assert grave["weight"] == "unsafe"
