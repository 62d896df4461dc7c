"""An operator whose network lets no sound through answers by the relay, and is told without one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.config.softphone import folders
from safeconduct.programme.home import Home
from safeconduct.programme.relays import SHARED
from tests.conftest import leave_out
from tests.front.chromium import chromium
from tests.phone.conftest import Calls, Line, until
from tests.phone.in_browser import HEARS, InBrowser, a_path_for_sound, operator, own_address
from tests.phone.relay import UNPACKED, Coturn
from tests.phone.wall import Wall
from tests.walks.desk import Desk

pytestmark = [
    pytest.mark.long,
    pytest.mark.running,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

ENGLISH, SAFE, ABOUT_ME = "2.5 3", "1.5 1", "1.5 1"
WANTS_PERSON = f"{ENGLISH} {SAFE} {ABOUT_ME} 1.5 0 0.6 #"
A_SECOND, MOST_OF = 50, 0.8
FAR_AWAY = 0.2
"""Seconds to the relay, each way: a way there takes longer to be found than one nearby."""
TOLD = 60_000


@pytest.fixture(scope="module")
def relay(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    if not (UNPACKED / "ready").exists():
        leave_out("there is no coturn; `scripts/make_phone.py --relay` unpacks one")
    secret, folder = Home(root=line.home).secrets / SHARED, tmp_path_factory.mktemp("relay")
    with a_path_for_sound():
        made = Coturn(folder=folder, secret=secret, switch=own_address())
        names(line, made.address)
        # What a start does first: it draws what both share.
        assert not secret.exists()
        assert line.run("prepare").returncode == 0
        with made as running:
            yield running


def names(line: Line, *addresses: str) -> None:
    """Let the programme name these relays."""
    line.begins_anew("desk", relays=json.dumps(addresses))
    line.wait_until_ready()


@pytest.fixture(scope="module")
def desk(line: Line, relay: Coturn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if not folders():
        leave_out("the operators' phone is not bundled; `make phone` does it")
    doors = {line.desk_port: 0.0, line.ari_port: 0.0, relay.port: FAR_AWAY}
    trusts = f"--ignore-certificate-errors-spki-list={relay.mark}"
    with (
        Wall(folder=tmp_path_factory.mktemp("wall"), doors=doors) as wall,
        chromium(*HEARS, trusts, program=wall.program("chromium")) as browser,
    ):
        yield Desk(product=line, browser=browser)


@contextmanager
def echo_called(desk: Desk, call_sign: str) -> Iterator[InBrowser]:
    """Let a member test the line, or test it again, until the page says what came of it."""
    with operator(desk, call_sign) as new:
        if new.page.locator("#again").count():
            new.page.click("#again summary")
        new.page.click("#do-echo")
        expect(new.page.locator("[data-says=calling]")).to_be_visible()
        expect(new.page.locator("[data-says=calling]")).to_be_hidden(timeout=TOLD)
        yield new


def still_says(one: InBrowser, words: str) -> None:
    """See that the page says it, also once the call is over; and that nobody has passed."""
    told = one.page.locator("[data-about=line] [role=status] p:visible")
    expect(told).to_contain_text(words)
    if one.page.locator("#do-leave").is_visible():
        one.page.click("#do-leave")
    expect(one.page.locator("[data-calls]")).to_have_attribute("data-reach", "none", timeout=TOLD)
    one.page.wait_for_timeout(3_000)
    expect(told).to_contain_text(words)
    expect(one.page.locator("#do-passed")).to_be_hidden()


def test_a_call_is_answered_by_the_relay_and_sound_goes_both_ways(
    line: Line, desk: Desk, caller: Calls
):
    with operator(desk, "Alice") as alice:
        alice.passes_the_test()
        alice.goes_on_duty("en")
        with caller(f"{WANTS_PERSON} 40.0", echoes=True).begun(line.sip_port) as calling:
            alice.accepts()
            alice.reads("You are speaking")
            until(alice.is_secured, 10)
            heard, least = alice.sound(seconds=4), 4 * A_SECOND * MOST_OF
            assert heard["went"] > least
            assert heard["came"] > least
            # The caller is silent but for what it sends back.
            assert heard["energy"] > 0
            assert alice.way() == ("relay", "tls")
            alice.page.keyboard.press("x")
            alice.reads("The call is over")
            alice.page.keyboard.press("1")
            expect(alice.page.locator("#do-away")).to_be_visible()
            calling.kill()
        alice.page.click("#do-off:visible, #do-off-here:visible")
        expect(alice.page.locator("#do-duty")).to_be_visible()
    until(line.hangs_up, 10)


def test_a_relay_that_knows_another_secret_is_told_on_the_page(
    relay: Coturn, desk: Desk, tmp_path: Path
):
    right, relay.secret = relay.secret, tmp_path / "other"
    relay.secret.write_bytes(bytes(32))
    relay.begins_anew()
    try:
        with echo_called(desk, "Bob") as bob:
            still_says(bob, "Neither your network nor the programme's relay lets it through")
    finally:
        relay.secret = right
        relay.begins_anew()


@pytest.mark.parametrize("call_sign", ["Bob", "Alice"])
def test_where_no_relay_is_named_the_page_says_that_one_is_needed(
    line: Line, relay: Coturn, desk: Desk, call_sign: str
):
    names(line)
    try:
        with echo_called(desk, call_sign) as one:
            still_says(one, "an administrator names a relay in the programme")
    finally:
        names(line, relay.address)
