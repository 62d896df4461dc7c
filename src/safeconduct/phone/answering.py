"""How this switch answers now, followed twice a second, and the words that say so to a caller."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from safeconduct.domain.answering import Load, Mode, People, Why, decide
from safeconduct.domain.crisis import CRISES
from safeconduct.domain.scripts.brief import BRIEF
from safeconduct.domain.scripts.report import REPORT
from safeconduct.domain.urgency import in_crisis
from safeconduct.programme.line_rules import LineRules
from safeconduct.talks.talk import Do, Item, Talk

OPENS, HOURS_LEFT = "phone.hours.opens", "phone.hours.left"
BEGINS, NOBODY_BEGINS = "phone.begin", "phone.begin.nobody"
NOBODY_SAYS: Mapping[str, tuple[str, ...]] = {BEGINS: (NOBODY_BEGINS, "phone.instead")}
ZERO_RINGS = "phone.crisis.person"
OF_CRISES = frozenset(row.text for row in CRISES.values() if in_crisis([row.sign]))
"""The words of what cannot wait: once they are said, who pauses is offered too."""
NIGHT_SAYS: Mapping[str, tuple[str, ...]] = {
    BEGINS: (NOBODY_BEGINS, OPENS, HOURS_LEFT, "phone.instead"),
    "phone.no_person": ("phone.no_person", OPENS, HOURS_LEFT),
    "phone.short.no_person": ("phone.short.no_person", OPENS, HOURS_LEFT),
}
"""Also where all pause: who does not know that it is night calls again and again for a person."""
RECORDED: Mapping[str, str] = {
    BEGINS: "phone.begin.recorded",
    NOBODY_BEGINS: "phone.begin.nobody.recorded",
}
"""The first words where people recorded all the others; their places say that a machine speaks."""
GREETINGS = frozenset({*RECORDED, *RECORDED.values()})
"""Of these a call hears one, by who says all the rest."""


@dataclass(slots=True, kw_only=True)
class Answering:
    """One switch's way of answering; before the first look nobody is promised.

    `by_people`: the languages in which people say every word of a call.
    """

    rules: LineRules = field(default_factory=LineRules)
    mode: Mode = field(default_factory=lambda: Mode(people=People.NOBODY))
    by_people: frozenset[str] = frozenset()

    @property
    def script(self) -> str:
        """Name the first contact that a call begins now."""
        return BRIEF.key if self.mode.brief else REPORT.key

    def follow(self, load: Load, brief_until: datetime | None, at: datetime) -> Mode:
        """Take in what the line carries, and return how it answers from now on."""
        local = at.astimezone(self.rules.clock)
        hours = self.rules.hours
        self.mode = decide(
            load,
            self.rules.limits,
            opens_in=0 if hours.hold(local) else hours.left(local),
            by_hand=brief_until is not None and at < brief_until,
            before=self.mode.why if self.mode.brief else Why.USUAL,
        )
        return self.mode


def worded(talk: Talk, mode: Mode, by_people: Collection[str] = ()) -> Talk:
    """Return a talk whose items say what is true while the line answers in this way.

    `by_people`: the languages in which people say every word.
    """
    items = tuple(one for item in talk.items for one in _said(item, mode))
    if talk.language in by_people:
        items = tuple(replace(item, key=RECORDED.get(item.key, item.key)) for item in items)
    if mode.people is People.PAUSING:
        items = _offering_a_person(items)
    return replace(talk, items=items)


def _offering_a_person(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Offer zero, which the first words did not, once the words of a crisis have been said."""
    said = [place for place, item in enumerate(items, start=1) if item.key in OF_CRISES]
    if not said:
        return items
    last = said[-1]
    return (*items[:last], replace(items[last - 1], key=ZERO_RINGS), *items[last:])


def _said(item: Item, mode: Mode) -> list[Item]:
    keys = _instead(mode).get(item.key) if item.do is Do.SAY else None
    facts = {HOURS_LEFT: (("hours", str(mode.opens_in)),)}
    return [replace(item, key=key, facts=facts.get(key, ())) for key in keys or ()] or [item]


def _instead(mode: Mode) -> Mapping[str, tuple[str, ...]]:
    """Return what is said in place of a text: zero is offered only where it rings."""
    if mode.people is People.ON_DUTY:
        return {}
    return NIGHT_SAYS if mode.opens_in else NOBODY_SAYS
