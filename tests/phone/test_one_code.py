"""One case on three channels: begun by phone, gone on with on the site, finished at the bot.

Real SIP, real HTTP, the stand-in for Telegram; nothing but one code leads from one to the next.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from safeconduct.drill import bot_person, phone_person
from safeconduct.drill.bot_api.person import Person
from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.chat import Chat
from safeconduct.drill.journal import Contact
from safeconduct.drill.operator import Card, Shift, sign_in
from safeconduct.drill.pages import Page
from safeconduct.drill.personas import Persona
from safeconduct.drill.phone_person import Phone
from safeconduct.drill.telephone.overhearing import Overhearing
from safeconduct.drill.ways import PHONE, WITH_THE_CODE, Way
from safeconduct.phone.switch import Account
from tests.phone.conftest import Line

pytestmark = [
    pytest.mark.running,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(600),
]

CALLS = Persona(name="calls", share=0, answers={"who": "self"})
THANKS = Persona(name="thanks", share=0, words="Мы доехали, спасибо.")
ON_THE_SITE = "Нас теперь двое, приедем в среду."
PATIENCE = 240.0
SAID_ON = re.compile(r"Requester · \d\d:\d\d · (\w+)")
"""What the desk's timeline tells of each thing that the person said: when, and where."""


@asynccontextmanager
async def phone_of(line: Line) -> AsyncIterator[Phone]:
    password = (line.home / "secrets" / "ari").read_bytes().hex()
    url = f"http://127.0.0.1:{line.ari_port}"
    overhearing = Overhearing(Account(url=url, user="safeconduct", password=password))
    hearing = asyncio.create_task(overhearing.forever())
    yield Phone(
        overhearing=overhearing, number="79005550101", port=line.sip_port, dialled="100",
        place=2, patience=PATIENCE,
    )  # fmt: skip
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)


def an_operator(line: Line) -> Card:
    one = next(one for one in line.cast() if "operator" in one["roles"])
    return Card(
        call_sign=one["call_sign"], phrase=one["phrase"], totp_secret=one["totp_secret"]
    )  # fmt: skip


async def goes_on_at_the_site(line: Line, contact: Contact) -> None:
    async with new_session(jar=False) as session:
        browser = Browser(session=session, base=line.site)
        page = await browser.open("/ru/code/")
        form = page.form_with("code")
        page = await browser.send(form, {**form.values, "code": contact.code})
        form = page.form_with("words")
        values = {**form.pressed("wish", "add"), "words": ON_THE_SITE}
        page = await browser.send(form, values)
        assert ON_THE_SITE not in page.words
        assert page.form_with("words")


async def case_with(browser: Browser, address: str, words: str) -> Page:
    """Open a case until these words stand in it."""
    for _ in range(60):
        page = await browser.open(address)
        if words in page.words:
            return page
        await asyncio.sleep(1)
    raise AssertionError(f"the case does not say {words}")


async def is_answered(line: Line, browser: Browser, contact: Contact) -> str:
    """Let an operator find the case and answer; return where the desk has it."""
    shift = Shift(contacts={contact.marker: contact}, begun={contact.marker: time.monotonic()})
    working = asyncio.create_task(shift.work(browser, an_operator(line)))
    for _ in range(300):
        if contact.answered:
            break
        await asyncio.sleep(0.3)
    shift.over = True
    await working
    assert contact.answered
    (address,) = shift.taken
    return address


async def thanks_at_the_bot(chat: Chat, contact: Contact) -> None:
    talk = bot_person.answering(chat, contact, THANKS)
    talk.free = THANKS.words
    talk.wanted = {**talk.wanted, "return_code": contact.code, "want": "add"}
    talk.past = max((one.number for one in (await chat.look()).messages), default=0)
    await chat.say("/code")
    for _ in range(bot_person.MOST_STEPS):
        asked = await talk.next(patience=20)
        if asked is None:
            break
        await talk.go_on(asked)
        if talk.book.asked(asked) == bot_person.LAST_OF_A_VISIT:
            break
    assert talk.said_free


@pytest.mark.long
def test_a_case_goes_from_phone_to_site_to_bot_with_one_code(line: Line) -> None:
    asyncio.run(a_case_of_three_channels(line))


async def a_case_of_three_channels(line: Line) -> None:
    contact = Contact(
        marker="drill-51073a5e0001", persona=CALLS.name, language="ru",
        way=Way(asks=PHONE, may="text", reads=WITH_THE_CODE),
    )  # fmt: skip
    async with phone_of(line) as phone:
        await phone_person.ask(phone, CALLS, contact)
    assert contact.acknowledged

    await goes_on_at_the_site(line, contact)

    async with new_session(jar=True) as staff, new_session(jar=False) as session:
        desk = Browser(session=staff, base=line.desk)
        case = await is_answered(line, desk, contact)

        person = Person(session=session, base=line.bot_api, number=5_550_101, language="ru")
        chat = Chat(person=person, patience=PATIENCE)
        await bot_person.read_with_the_code(chat, contact, PATIENCE)
        assert contact.read_back
        await thanks_at_the_bot(chat, contact)

        await sign_in(desk, an_operator(line))
        page = await case_with(desk, case, THANKS.words)
        assert ON_THE_SITE in page.words
        assert contact.marker in page.words
        assert set(SAID_ON.findall(page.words)) == {"Line", "Site", "Bot"}
