"""The disk is full under a running product: the kernel refuses its processes each write to a file.

What is told is true, nothing is half written, and all goes on by itself once there is room.
"""

import asyncio
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.operator import Card, sign_in
from safeconduct.drill.pages import Page
from safeconduct.drill.site_person import code_of
from tests.full_disk import no_room_for_files
from tests.product import Product

pytestmark = [pytest.mark.running, pytest.mark.xdist_group("running"), pytest.mark.timeout(300)]
NOT_STORED = "Не удалось сохранить. Ничего не отправлено."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page of the site as it was answered."""

    status: int
    page: Page

    def says(self, words: str) -> bool:
        return words in self.page.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A product on a disk that a test fills for one of its processes, and a person at its site."""

    product: Product

    def full_for(self, name: str) -> AbstractContextManager[None]:
        return no_room_for_files(*self.product.pids(name))

    def count(self, table: str, where: str = "1") -> int:
        path: Path = self.product.home / "main.sqlite3"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20) as found:
            return int(found.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

    def send(self, path: str, **values: str) -> Shown:
        body = urlencode(values).encode() if values else None
        try:
            with urllib.request.urlopen(self.product.site + path, body, timeout=30) as answer:
                return Shown(status=answer.status, page=Page(answer.read().decode()))
        except urllib.error.HTTPError as answer:
            return Shown(status=answer.code, page=Page(answer.read().decode()))

    def press(self, path: str, shown: Shown, **values: str) -> Shown:
        """Send the first form of a page as it stands, with these values changed."""
        return self.send(path, **{**shown.page.forms[0].values, **values})

    def write(self, shown: Shown, **values: str) -> Shown:
        return self.press("/ru/write/", shown, **values)

    def come_back(self, shown: Shown, **values: str) -> Shown:
        return self.press("/ru/code/", shown, **values)

    def last_page(self) -> Shown:
        return self.write(self.send("/ru/write/"), safe="yes", who="self")

    def asks(self) -> str:
        """Hand in, and return the digits of the code."""
        shown = self.write(self.last_page(), when="days", message="Хочу выйти.")
        return code_of(shown.page)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Product() as product:
        yield Site(product=product)


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_a_hand_in_keeps_its_words_until_there_is_room(site: Site) -> None:
    page, before = site.last_page(), site.count("sc_arrival")
    with site.full_for("front"):
        for _ in range(3):
            page = site.write(page, when="days", message="Ждём у моста.")
            assert (page.status, page.says(NOT_STORED)) == (503, True)
        assert page.page.forms[0].values["message"] == "Ждём у моста."
        assert site.count("sc_arrival") == before
    assert code_of(site.write(page).page)
    assert site.count("sc_arrival") == before + 1


def test_at_the_return_page_nothing_is_told_that_was_not_stored(site: Site) -> None:
    digits = site.asks()
    page = site.send("/ru/code/", code=digits)
    sure = site.come_back(page, wish="withdraw")
    with site.full_for("front"):
        assert site.send("/ru/code/", code=digits).status == 200
        kept = site.come_back(page, wish="add", words="Нас двое.")
        ended = site.come_back(sure, wish="withdraw_sure")
        for told in (kept, ended):
            assert (told.status, told.says(NOT_STORED)) == (503, True)
        assert site.count("sc_arrival", "kind IN ('add', 'withdraw')") == 0
    for told in (kept, kept, ended, ended):
        assert site.come_back(told).status == 200
    assert site.count("sc_arrival", "kind = 'add'") == 1
    assert site.count("sc_arrival", "kind = 'withdraw'") == 1


def test_intake_waits_for_room_and_makes_each_case_once(site: Site) -> None:
    until(lambda: not site.count("sc_arrival", "taken IS NULL"))
    cases, events = site.count("sc_case"), site.count("sc_event")
    with site.full_for("errands"):
        for _ in range(3):
            assert site.asks()
        time.sleep(2.5)
        assert (site.count("sc_case"), site.count("sc_event")) == (cases, events)
        assert site.count("sc_arrival", "taken IS NULL") == 3
    until(lambda: site.count("sc_case") == cases + 3)
    assert not site.count("sc_arrival", "taken NOT IN ('taken')")
    assert site.product.run("verify-log").returncode == 0


def test_an_answer_of_the_desk_keeps_its_words_until_there_is_room(site: Site) -> None:
    site.asks()
    until(lambda: not site.count("sc_arrival", "taken IS NULL"))
    replies = site.count("sc_requester_copy", "kind = 'reply'")
    card = next(one for one in map(of_card, site.product.cast()) if one.call_sign == "Bob")

    async def answered() -> None:
        async with new_session(jar=True) as session:
            browser = Browser(session=session, base=site.product.desk)
            queue = await sign_in(browser, card)
            path = next(one.address for one in queue.links if "data-reference" in one.attributes)
            form = (await browser.open(path)).form_with("words")
            said = {**form.values, "words": "Мы вас слышим."}
            headers = {"Origin": site.product.desk, "Referer": browser.address}
            where = site.product.desk + form.action
            with site.full_for("desk"):
                async with session.post(where, data=said, headers=headers) as got:
                    assert got.status == 503
                    kept = await got.text()
                assert "Мы вас слышим." in kept
                assert site.count("sc_requester_copy", "kind = 'reply'") == replies
            async with session.post(where, data=said, headers=headers) as got:
                assert got.status == 200

    asyncio.run(answered())
    assert site.count("sc_requester_copy", "kind = 'reply'") == replies + 1


def of_card(member: dict[str, object]) -> Card:
    return Card(**{name: str(member[name]) for name in Card.__slots__})
