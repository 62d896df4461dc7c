"""A simulated person on the site: asks through its pages, keeps the code, comes back to read."""

import asyncio
import time

from safeconduct.drill.browser import Browser, Unreachable
from safeconduct.drill.code_seen import digits_in
from safeconduct.drill.journal import Contact
from safeconduct.drill.pages import Form, Page
from safeconduct.drill.personas import ORDINARY, Persona

MOST_STEPS = 20


async def ask(browser: Browser, persona: Persona, contact: Contact) -> None:
    """Walk the request form to its end; `acknowledged` once the page shows the code."""
    begun = time.monotonic()
    page = await browser.open(f"/{contact.language}/write/")
    contact.took["form"] = time.monotonic() - begun
    if persona.leaves_early:
        contact.gave_up = True
        return
    for _ in range(MOST_STEPS):
        form = main_form(page)
        if form is None:
            break
        begun = time.monotonic()
        values = filled(form, persona, contact.marker)
        page = await press(browser, form, values, persona)
        digits = code_of(page)
        if digits:
            contact.took["hand_in"] = time.monotonic() - begun
            contact.code, contact.acknowledged = digits, True
            return
    contact.gave_up = True


async def press(browser: Browser, form: Form, values: dict[str, str], persona: Persona) -> Page:
    if persona.drops:
        await browser.cut_off(form, values)
    page = await browser.send(form, values)
    if persona.sends_twice and code_of(page):
        again = await browser.send(form, values)
        if code_of(again) != code_of(page):
            raise AssertionError("the same form sent twice showed another code")
    return page


def main_form(page: Page) -> Form | None:
    return page.form_with("token")


def filled(form: Form, persona: Persona, marker: str) -> dict[str, str]:
    """Answer what a page asks: the persona's choice, else the ordinary one, else the first."""
    values = dict(form.values)
    wanted = {**ORDINARY, **persona.answers}
    for name, offered in form.choices.items():
        choice = wanted.get(name, "")
        answers = [one for one in offered if one]
        values[name] = choice if choice in answers else values.get(name, answers[0])
    values |= {name: value for name, value in form.boxes if wanted.get(name) == value}
    values |= dict.fromkeys(form.areas, f"{persona.words} {marker}".strip())
    name, value = forward(form)
    return {**values, **({name: value} if name else {})}


def forward(form: Form) -> tuple[str, str]:
    """Return the first button, as Enter would press it: it leads on."""
    return form.buttons[0] if form.buttons else ("", "")


def code_of(page: Page) -> str:
    found = (digits_in(words) for words in page.marked("data-digits"))
    return next((digits for digits in found if digits), "")


async def read_answer(browser: Browser, contact: Contact, patience: float) -> None:
    """Come back with the code until the answer that names the marker is on the page."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        begun = time.monotonic()
        page = await browser.open(f"/{contact.language}/code/")
        form = page.form_with("code")
        if form is None:
            raise Unreachable("the page that asks for the code has no form")
        page = await browser.send(form, {**form.values, "code": contact.code})
        if any(contact.marker in words for words in page.marked("data-reply")):
            contact.took["read_back"] = time.monotonic() - begun
            contact.read_back = True
            return
        await asyncio.sleep(1.0)
