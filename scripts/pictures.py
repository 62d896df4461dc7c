"""Take the README's pictures from the running product: invented people, real pages.

`PYTHONPATH=src:. python scripts/pictures.py docs/pictures` (needs Chromium).
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from html import escape
from pathlib import Path

import aiohttp
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, async_playwright

from safeconduct.drill.bot_api.person import Person, Seen
from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.journal import Contact
from safeconduct.drill.operator import totp
from safeconduct.drill.personas import PERSONAS
from safeconduct.drill.site_person import ask
from safeconduct.phone.switch import unpacked
from tests.phone.caller import Caller
from tests.phone.conftest import Line
from tests.phone.in_browser import HEARS
from tests.product import Product

CHROMIUM = "/usr/bin/chromium"
PEOPLE = (
    ("group", "Нас четверо, один ранен в ногу. Решили трое. Командир не знает."),
    ("self", "Стою в карауле до шести. Как поднять руки, чтобы не выстрелили?"),
    ("relative", "Ищу брата, последний раз писал в марте."),
    ("question", "Правда, что снимают на видео? Мне этого нельзя."),
    ("wounded", "Ранен в руку, кровь остановил. Что дальше?"),
    ("self", "Могу прийти только ночью. Скажите, с чего начать."),
)


async def people_ask(product: Product) -> None:
    by_name = {persona.name: persona for persona in PERSONAS}
    for name, words in PEOPLE:
        contact = Contact(marker="", persona=name, language="ru")
        async with new_session(jar=False) as session:
            browser = Browser(session=session, base=product.site)
            await ask(browser, replace(by_name[name], words=words), contact)


async def sign_in(page: Page, product: Product) -> None:
    card = next(one for one in product.cast() if "operator" in one["roles"])
    await page.goto(product.desk)
    await page.fill("[name=login]", str(card["call_sign"]))
    await page.fill("[name=password]", str(card["phrase"]))
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[name=code]")
    await page.fill("[name=code]", totp(str(card["totp_secret"]), time.time()))
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[data-reference]")


async def site(chromium: Chromium, product: Product, folder: Path) -> None:
    page = await chromium.new_page(viewport={"width": 390, "height": 780}, device_scale_factor=1.5)
    await page.goto(f"{product.site}/ru/")
    await page.screenshot(path=folder / "site.png")
    await page.goto(f"{product.site}/ru/write/")
    await page.check("[name=safe][value=yes]")
    await page.check("[name=who][value=question]")
    await page.click("button.do")
    await page.fill("textarea", "Что будет с нами?")
    await page.click("button.do")
    await page.wait_for_selector("[data-digits]")
    await page.screenshot(path=folder / "code.png")


CHAT = """<!DOCTYPE html><meta charset="utf-8"><style>
body{margin:0;padding:16px;background:#0e1621;color:#e8e8e8;font:15px/1.45 "Noto Sans",sans-serif}
p{margin:0 0 4px;padding:9px 13px;border-radius:14px;max-width:84%%;white-space:pre-line}
p.bot{background:#182533}
p.me{margin-left:auto;width:fit-content;background:#2b5278}
div{display:flex;gap:4px;max-width:84%%;margin-bottom:4px}
div b{flex:1;text-align:center;background:#1f3347;border-radius:8px;padding:7px;font-weight:400}
</style>%s"""
SAYS = ("1", "1", "2", "2", "Могу прийти только ночью.", "3")


async def bot(chromium: Chromium, product: Product, folder: Path) -> None:
    """Draw what a person sees at the bot: the messages are real, the frame is ours."""
    async with aiohttp.ClientSession() as session:
        person = Person(session=session, base=product.bot_api, number=700_001, language="ru")
        await person.start()
        await person.heard(quiet=1)
        for words in SAYS:
            await person.say(words)
            await person.heard(quiet=1)
        seen = await person.chat()
    page = await chromium.new_page(viewport={"width": 390, "height": 780}, device_scale_factor=1.5)
    await page.set_content(CHAT % "".join(map(drawn, seen.messages)))
    await page.screenshot(path=folder / "bot.png")


def drawn(one: Seen) -> str:
    side = "bot" if one.from_bot else "me"
    rows = ("".join(f"<b>{escape(label)}</b>" for label in row) for row in one.buttons)
    return f'<p class="{side}">{escape(one.words)}</p>' + "".join(
        f"<div>{row}</div>" for row in rows
    )


async def desk(chromium: Chromium, product: Product, folder: Path) -> None:
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="dark", locale="en"
    )
    page = await context.new_page()
    await sign_in(page, product)
    await page.click("[data-reference] >> nth=0")
    await page.wait_for_selector("textarea[name=words]")
    reply = "Я здесь и читаю. Сначала о раненом: он в сознании, повязка держит?"
    await page.fill("textarea[name=words]", reply)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_load_state()
    await page.wait_for_timeout(700)
    await page.screenshot(path=folder / "desk.png")


TRIES = (("Українська мова", "3"), ("safe for you", "1"), ("Who is this about", "2"))
WANTS_PERSON = "2.5 {language} 1.5 1 1.5 1 1.5 0 0.6 # 120.0"
# A call takes half a minute until it asks for a person.
PATIENCE = 90_000


async def calls(chromium: Chromium, line: Line, folder: Path) -> None:
    """Take the Calls page while an operator speaks and others wait: real calls, by SIPp."""
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="dark", locale="en"
    )
    page = await context.new_page()
    await sign_in(page, line)
    await page.goto(f"{line.desk}/calls/")
    await page.click("#do-record")
    await page.wait_for_selector("[data-says=heard]:visible")
    await page.click("#do-echo")
    await page.click("#do-passed")
    await page.check("#language-ru")
    await page.click("#do-duty")
    await page.wait_for_selector("[data-calls][data-reach=ready]")
    with tempfile.TemporaryDirectory() as drawn, ExitStack() as calling:

        def begin(language: str, *, beside: int) -> None:
            told = WANTS_PERSON.format(language=language).split()
            place = Path(drawn) / str(beside)
            place.mkdir()
            caller = Caller(acts=told, folder=place, beside=beside, echoes=True)
            process = calling.enter_context(caller.begun(line.sip_port))
            calling.callback(process.kill)

        begin("1", beside=0)
        await page.click("#do-accept", timeout=PATIENCE)
        await page.wait_for_selector("#do-mute:visible")
        begin("2", beside=1)
        begin("1", beside=2)
        await page.wait_for_selector(".lane li:nth-child(2)", timeout=PATIENCE)
        await page.click("#aloud summary >> nth=0")
        await page.wait_for_timeout(700)
        await page.screenshot(path=folder / "calls.png")


async def try_line(chromium: Chromium, line: Line, folder: Path) -> None:
    """Take the page that calls the line, in the middle of a call: its words are the real ones."""
    page = await chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    await page.goto(f"{line.try_line}/en/")
    await page.click("[data-do=call]")
    for words, key in TRIES:
        await page.wait_for_selector(f".talk .line >> text={words}", timeout=PATIENCE)
        # A key at the very beginning of a prompt was meant for the one before.
        await page.wait_for_timeout(700)
        await page.click(f"[data-key='{key}']")
    await page.wait_for_selector(
        ".talk .line >> text=What should we know at once", timeout=PATIENCE
    )
    await page.wait_for_timeout(6_000)
    await page.mouse.move(0, 0)
    await page.screenshot(path=folder / "try-line.png")


async def main(folder: Path) -> None:
    with Product() as product:
        await people_ask(product)
        await asyncio.sleep(2)
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
            )
            await site(chromium, product, folder)
            await bot(chromium, product, folder)
            await desk(chromium, product, folder)
            await chromium.close()
    if unpacked() is None or os.geteuid():
        print("no picture of Calls: it needs `make phone`, and root for SIPp")
        return
    line = Line()
    # Pictures show no machine's name.
    line.environment["LINE_NODE"] = "line-1"
    with line:
        await people_ask(line)
        line.wait_for_prompts()
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", *HEARS]
            )
            await try_line(chromium, line, folder)
            await calls(chromium, line, folder)
            await chromium.close()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(place))
