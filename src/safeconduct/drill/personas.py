"""Who takes part in a drill: kinds of people and how each of them answers."""

import random
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from safeconduct.drill.journal import Contact
from safeconduct.drill.ways import SITE, ways_of

MARKER = re.compile(r"drill-[0-9a-f]{12}")


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
    speaks_first: bool = False


# What is chosen where a persona has no answer of its own: the ordinary way through a talk.
ORDINARY = {
    "safe": "yes", "who": "question", "when": "unsure", "contact": "no", "needs": "none",
    "want": "read",
}  # fmt: skip

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
    Persona(name="abusive", share=6, words="Вы все врёте, вруны.", speaks_first=True),
    Persona(name="repeats", share=5, answers={"who": "self"}, words="Ещё раз.", sends_twice=True),
    Persona(name="drops", share=5, answers={"who": "self"}, words="Связь рвётся.", drops=True),
)


Guest = tuple[Persona, Contact]


def invite(number: int, seed: int, channels: Collection[str] = (SITE,)) -> list[Guest]:
    """Draw the people of one drill; the same seed draws the same mix."""
    chance = random.Random(seed)  # noqa: S311 - a mix of people, no secret
    weights = [persona.share for persona in PERSONAS]
    ways = ways_of(channels)
    return [
        (
            persona,
            Contact(
                marker=f"drill-{secrets.token_hex(6)}",
                persona=persona.name,
                language=chance.choice(("ru", "ru", "uk", "en")),
                way=ways[place % len(ways)],
            ),
        )
        for place, persona in enumerate(chance.choices(PERSONAS, weights, k=number))
    ]
