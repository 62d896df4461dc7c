"""A person who does not read easily listens to a page, and leaves at once."""

import http.client
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from tests.conftest import leave_out
from tests.front.chromium import chromium
from tests.walks.site import ROOT, Site, running_site

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("site")]

PLAYED = "document.querySelector('audio').currentTime"
SECONDS = "document.querySelector('audio').duration"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("listening")) as running:
        home = {"SAFECONDUCT_HOME": str(running.home), "PYTHONPATH": str(ROOT / "src")}
        environment = {**os.environ, **home}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        words = ("prompts", "make", "--language", "ru", "--page", "now")
        command = [sys.executable, "-m", "safeconduct", *words]
        made = subprocess.run(
            command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        if "no voice says it" in made.stdout:
            leave_out("no voice speaks on this machine")
        yield running


def sound(site: Site) -> str:
    return re.search(r'<audio[^>]* src="([^"]+)"', site.get("/ru/now/")[1])[1]


def wait_until_played(tab: Page, seconds: float) -> None:
    """Look again and again: the page's policy lets no test wait inside it."""
    for _ in range(100):
        if tab.evaluate(PLAYED) > seconds:
            return
        tab.wait_for_timeout(100)
    raise TimeoutError


@pytest.mark.browser
def test_a_page_is_heard_on_request_and_the_way_out_ends_it(site):
    asked: list[str] = []
    with chromium() as browser:
        context = browser.new_context()
        context.route("https://example.com/", lambda route: route.fulfill(body="weather"))
        tab = context.new_page()
        complaints: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda said: complaints.append(said.text))
        tab.goto(f"{site.address}/ru/now/")
        tab.click(".listen summary")
        tab.wait_for_timeout(300)
        assert not [url for url in asked if url.endswith(".mp3")]
        tab.evaluate("document.querySelector('audio').play()")
        wait_until_played(tab, 0.3)
        assert 40 < tab.evaluate(SECONDS) < 180
        tab.evaluate(f"{PLAYED} = 30")
        wait_until_played(tab, 30.2)
        tab.click(".exit")
        tab.wait_for_url("https://example.com/")
        assert tab.locator("audio").count() == 0
        assert context.cookies() == []
    assert complaints == []
    assert [url for url in asked if url.endswith(".mp3")]


@pytest.mark.browser
def test_it_plays_where_scripts_are_switched_off(site):
    asked: list[str] = []
    with chromium() as browser:
        tab = browser.new_context(java_script_enabled=False).new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{site.address}/ru/now/")
        tab.click(".listen summary")
        box = tab.locator("audio").bounding_box()
        with tab.expect_response(re.compile(r"\.mp3$")) as answer:
            tab.mouse.click(box["x"] + 27, box["y"] + box["height"] / 2)
        assert answer.value.status in {200, 206}


def test_the_door_sends_parts_over_the_line(site):
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    line.request("GET", sound(site))
    whole = line.getresponse().read()
    assert len(whole) > 65_536
    line.request("GET", sound(site), headers={"Range": "bytes=70000-70099"})
    answer = line.getresponse()
    assert answer.status == 206
    assert answer.getheader("Content-Range") == f"bytes 70000-70099/{len(whole)}"
    assert answer.read() == whole[70_000:70_100]
    line.request("GET", "/ru/%2e%2e/%2e%2e/programme.toml")
    refused = line.getresponse()
    assert refused.status == 404
    assert b"root_public" not in refused.read()
    line.close()
