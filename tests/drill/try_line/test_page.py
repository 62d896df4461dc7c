"""The page that tries the line: what it says in each language, and to whom its door answers."""

import asyncio
import re
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from safeconduct.drill.try_line.door import Door
from safeconduct.drill.try_line.page import HERE, LANGUAGES, Shown, draw, preferred
from safeconduct.drill.try_line.visit import PAGES_AT_ONCE, Tryouts
from safeconduct.phone.switch import Account
from tests.postgres_server import free_port

SHOWN = Shown(
    demonstration=True,
    socket="ws://127.0.0.1:1/ws",
    dialled="100",
    site="http://127.0.0.1:8000/",
    desk="http://localhost:8001/",
    terminal="safeconduct talk",
    bundle="softphone.js",
)
# Nothing listens there.
NO_SWITCH = Account(url="http://127.0.0.1:9", user="nobody", password="")
LONGEST_SENTENCE = 15

Session = aiohttp.ClientSession
Asks = Callable[[Session, str], Awaitable[None]]


def visited(asks: Asks, *, practice: bool = True, full: bool = False) -> None:
    """Open a door that has no switch behind it, and let somebody ask there."""

    async def open_and_ask() -> None:
        tryouts = Tryouts(account=NO_SWITCH, words=dict, practice=lambda: practice)
        if full:
            tryouts.free.clear()
        bundle = Path(__file__)
        door = Door(tryouts=tryouts, shown=SHOWN, bundle=bundle, port=free_port())
        await door.start()
        try:
            async with Session() as session:
                await asks(session, f"http://127.0.0.1:{door.port}")
        finally:
            await door.stop()

    asyncio.run(open_and_ask())


def told(base: str, origin: str, **more: bool) -> dict[str, object]:
    """Return the first thing that a page hears which opens the websocket."""
    heard: dict[str, object] = {}

    async def listen(session: Session, here: str) -> None:
        headers = {"Origin": origin or here}
        async with session.ws_connect(f"{here}{base}", headers=headers) as socket:
            heard.update(await socket.receive_json())

    visited(listen, **more)
    return heard


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_each_language_and_short(language: str) -> None:
    words = {tag: tomllib.loads((HERE / "words" / f"{tag}.toml").read_text()) for tag in LANGUAGES}
    assert words[language].keys() == words["en"].keys()
    for said in words[language].values():
        for sentence in re.split(r"(?<=[.!?])\s", said):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
        assert "!" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_its_language_and_asks_nobody_else_for_anything(language: str) -> None:
    page = draw(SHOWN, language)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"(src|href)=\"(https?:)?//(?!127\.0\.0\.1|localhost)", page)
    assert "<script>" not in page
    assert "style=" not in page


def test_on_a_drill_it_says_who_answers_and_leads_nobody_to_the_desk() -> None:
    drill = Shown(
        **{**{name: getattr(SHOWN, name) for name in SHOWN.__slots__}, "demonstration": False}
    )
    assert "People in training answer" in draw(drill, "en")
    assert SHOWN.desk not in draw(drill, "en")
    assert SHOWN.desk in draw(SHOWN, "en")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("de-DE,ru;q=0.5", "ru"),
        ("", "en"),
        ("*", "en"),
        ("\x00,,;;", "en"),
    ],
)
def test_the_browsers_first_known_language_counts(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_the_page_may_load_from_here_alone_and_speak_to_the_switch() -> None:
    async def ask(session: Session, here: str) -> None:
        async with session.get(here, headers={"Accept-Language": "uk"}) as answer:
            assert str(answer.url) == f"{here}/uk/"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert f"connect-src 'self' ws://127.0.0.1:{answer.url.port} {SHOWN.socket}" in policy
            assert "unsafe" not in policy
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
        for path, kind in (("page.js", "text/javascript"), ("try_line.css", "text/css")):
            async with session.get(f"{here}/files/{path}") as answer:
                assert (answer.status, answer.content_type) == (200, kind)

    visited(ask)


@pytest.mark.parametrize("path", ["/de/", "/files/nothing.js", "/files/..%2fdoor.py", "/other"])
def test_nothing_else_lies_there(path: str) -> None:
    async def ask(session: Session, here: str) -> None:
        async with session.get(here + path) as answer:
            assert answer.status == 404

    visited(ask)


@pytest.mark.parametrize("path", ["/", "/en/", "/files/page.js", "/line"])
def test_a_programme_that_has_become_live_shows_nothing(path: str) -> None:
    async def ask(session: Session, here: str) -> None:
        async with session.get(here + path, headers={"Origin": here}) as answer:
            assert answer.status == 404

    visited(ask, practice=False)


def test_another_name_for_this_address_is_not_answered() -> None:
    async def ask(session: Session, here: str) -> None:
        async with session.get(f"{here}/en/", headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 404

    visited(ask)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_another_site_draws_no_account_through_somebodys_browser(origin: str) -> None:
    async def ask(session: Session, here: str) -> None:
        headers = {"Origin": origin} if origin else {}
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{here}/line", headers=headers)
        assert refused.value.status == 403

    visited(ask)


def test_without_a_switch_a_page_is_told_so() -> None:
    assert told("/line", "") == {"over": "no-line"}


def test_more_pages_than_may_call_at_once_are_told_so() -> None:
    assert PAGES_AT_ONCE == 4
    assert told("/line", "", full=True) == {"over": "full"}
