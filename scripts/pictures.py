"""Take the README's pictures from the running product: invented people, real pages.

`PYTHONPATH=src:. python scripts/pictures.py docs/pictures` (needs Chromium).
"""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, async_playwright

from safeconduct.drill.browser import Browser, new_session
from safeconduct.drill.journal import Contact
from safeconduct.drill.operator import totp
from safeconduct.drill.personas import PERSONAS
from safeconduct.drill.site_person import ask
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


async def main(folder: Path) -> None:
    with Product() as product:
        await people_ask(product)
        await asyncio.sleep(2)
        async with async_playwright() as playwright:
            chromium = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
            )
            await site(chromium, product, folder)
            await desk(chromium, product, folder)
            await chromium.close()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(place))
