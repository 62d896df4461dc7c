"""The pages that are the same for all who speak a language: each with the facts it shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.front import look
from safeconduct.front.pages import Page
from safeconduct.front.readings import FIRST_QUESTIONS, FIRST_RIGHTS, READINGS, STEPS
from safeconduct.front.ways import missing_ways, ways

ALOUD = ("now", "questions", "rights", "safer", "relatives")
"""What is also read aloud, beside the first page: what somebody in danger needs to understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """One page with its facts; equal as long as it shows the same."""

    page: Page
    facts: tuple[tuple[str, object], ...]
    aloud: bool = False


def first_page(language: str, *, closed: bool) -> Public:
    facts = {
        "closed": closed,
        "ways": ways(),
        "steps": STEPS,
        "questions": FIRST_QUESTIONS,
        "rights": FIRST_RIGHTS,
    }
    page = Page(template="home", language=language, skin=look.PUBLIC)
    return Public(page=page, facts=tuple(facts.items()), aloud=True)


def page_to_read(name: str, language: str) -> Public:
    found, reading = ways(), READINGS[name]
    facts = {
        "reading": reading,
        "place": f"{name}/",
        "ways": found,
        "missing": missing_ways(found),
    }
    page = Page(template=reading.template, language=language, skin=look.PUBLIC)
    return Public(page=page, facts=tuple(facts.items()), aloud=name in ALOUD)


def pages_aloud(language: str) -> Iterator[tuple[str, Public]]:
    """Yield every page of a language that is read aloud, the first one also while it is closed."""
    yield "home", first_page(language, closed=False)
    yield "home, closed", first_page(language, closed=True)
    for name in ALOUD:
        yield name, page_to_read(name, language)
