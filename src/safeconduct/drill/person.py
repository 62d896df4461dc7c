"""A simulated person: asks through the site's own pages, keeps the code, comes back to read."""

import asyncio
import random
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.drill.browser import Browser, Unreachable
from safeconduct.drill.journal import Contact
from safeconduct.drill.pages import Form, Page

MOST_STEPS = 20
MARKER = re.compile(r"drill-[0-9a-f]{12}")
DIGITS = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """How one kind of person answers; what is not named here is left as the page has it."""

    name: str
    share: int
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    leaves_early: bool = False
    sends_twice: bool = False
    drops: bool = False


# What is chosen where a persona has no answer of its own: the ordinary way through the form.
ORDINARY = {"safe": "yes", "who": "question", "when": "unsure", "contact": "no"}

# Shares follow DOMAIN 2: about 99 of 100 ask, wait or look for a relative.
PERSONAS = (
    Persona(name="question", share=30, words="Что будет с нами?"),
    Persona(name="self", share=20, answers={"who": "self"}, words="Хочу выйти, я один."),
    Persona(
        name="group", share=12, answers={"who": "group", "size": "2-5"}, words="Нас несколько."
    ),
    Persona(name="relative", share=14, answers={"who": "relative"}, words="Ищу брата."),
    Persona(name="not safe now", share=4, answers={"safe": "no"}, words=""),
    Persona(
        name="wounded",
        share=4,
        answers={"who": "self", "needs": "wounded"},
        words="Ранен в ногу.",
    ),
    Persona(name="silent", share=4, leaves_early=True),
    Persona(name="abusive", share=6, words="Вы все врёте, вруны."),
    Persona(name="repeats", share=5, answers={"who": "self"}, words="Ещё раз.", sends_twice=True),
    Persona(name="drops", share=5, answers={"who": "self"}, words="Связь рвётся.", drops=True),
)


def invite(number: int, seed: int) -> list[tuple[Persona, Contact]]:
    """Draw the people of one drill; the same seed draws the same mix."""
    chance = random.Random(seed)  # noqa: S311 - a mix of people, no secret
    weights = [persona.share for persona in PERSONAS]
    return [
        (
            persona,
            Contact(
                marker=f"drill-{secrets.token_hex(6)}",
                persona=persona.name,
                language=chance.choice(("ru", "ru", "uk", "en")),
            ),
        )
        for persona in chance.choices(PERSONAS, weights, k=number)
    ]


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
            contact.digits, contact.acknowledged = digits, True
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
        values[name] = choice if choice in offered else values.get(name, offered[0])
    values |= {name: value for name, value in form.boxes if wanted.get(name) == value}
    values |= dict.fromkeys(form.areas, f"{persona.words} {marker}".strip())
    name, value = forward(form)
    return {**values, **({name: value} if name else {})}


def forward(form: Form) -> tuple[str, str]:
    """Return the first button, as Enter would press it: it leads on."""
    return form.buttons[0] if form.buttons else ("", "")


def code_of(page: Page) -> str:
    for words in page.marked("data-digits"):
        groups = DIGITS.findall(words)
        if len(groups) == 5:  # noqa: PLR2004 - five groups of six
            return " ".join(groups)
    return ""


async def read_answer(browser: Browser, contact: Contact, patience: float) -> None:
    """Come back with the code until the answer that names the marker is on the page."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        begun = time.monotonic()
        page = await browser.open(f"/{contact.language}/code/")
        form = page.form_with("code")
        if form is None:
            raise Unreachable("the page that asks for the code has no form")
        page = await browser.send(form, {**form.values, "code": contact.digits})
        if any(contact.marker in words for words in page.marked("data-reply")):
            contact.took["read_back"] = time.monotonic() - begun
            contact.read_back = True
            return
        await asyncio.sleep(1.0)
