"""A real call by SIP: keys and a voice over RTP, and what then stands at the desk."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.front.chromium import chromium
from tests.phone.conftest import Calls, Line
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

LANGUAGE, SAFE, ABOUT_ME, NO_NEEDS = "2.5 3", "1.5 1", "1.5 1", "1.5 6 0.6 #"
IN_DANGER = "1.5 1 0.6 #"
WRITTEN_DOWN = "1.5 1 " * 5
THE_CODE_IS_SAID = "13.0"
THAT_WAS_THE_CODE = "11.0"
IN_DAYS = "2"
SPEAKS = "1.5 5 2.0 speak 4.0 #"


@pytest.fixture(scope="module")
def desk(line: Line) -> Iterator[Desk]:
    with chromium() as browser:
        yield Desk(product=line, browser=browser)


def arrivals(line: Line) -> list[tuple[str, str, str]]:
    """Return kind, request kind and urgency of what the line stored, in the clear."""
    with sqlite3.connect(f"file:{line.home}/main.sqlite3?mode=ro", uri=True) as database:
        asked = "SELECT kind, request_kind, urgency FROM sc_arrival WHERE channel = 'phone'"
        return database.execute(f"{asked} ORDER BY rowid").fetchall()


def talks(line: Line) -> int:
    with sqlite3.connect(f"file:{line.home}/fleeting.sqlite3?mode=ro", uri=True) as database:
        (found,) = database.execute("SELECT count(*) FROM sc_talk WHERE channel = 'phone'")
        return int(found[0])


def voices_on_the_switch(line: Line) -> list[str]:
    from safeconduct.programme.home import Home

    spool = Home(root=line.home).switch_in_memory / "spool" / "recording"
    return [path.name for path in spool.rglob("*") if path.is_file()]


def test_a_call_ends_with_a_code_and_stands_at_the_desk_with_its_voice(
    line: Line, caller: Calls, desk: Desk
) -> None:
    before = len(arrivals(line))
    acts = (LANGUAGE, SAFE, ABOUT_ME, NO_NEEDS, THE_CODE_IS_SAID, WRITTEN_DOWN)
    done = caller(" ".join((*acts, THAT_WAS_THE_CODE, IN_DAYS, SPEAKS)), stays=True).call(
        line.sip_port
    )
    assert done.returncode == 0, done.stdout[-2000:]
    kinds = sorted(arrivals(line)[before:])
    assert kinds == [("add", "", ""), ("add", "", ""), ("new", "self", "")]
    assert not voices_on_the_switch(line)
    assert not talks(line)
    with desk.place_of("Alice") as page:
        page.goto("/queue/")
        page.locator(".row", has_text="Line").first.click()
        expect(page.locator("main")).to_contain_text("In the next days", timeout=15_000)
        expect(page.locator("main")).to_contain_text("[voice message]")
