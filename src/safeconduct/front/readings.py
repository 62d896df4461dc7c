"""What the public pages consist of: each page that is there to be read, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from safeconduct.domain.retention import Kept


class Kind(StrEnum):
    """How a part is shown; each kind has its template in `parts/`."""

    LINES = "lines"
    QUESTIONS = "questions"
    STEPS = "steps"
    RIGHTS = "rights"
    TERMS = "terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text of a part, by its key; `text` and `law` are keys too, of kinds that have them."""

    key: str

    @property
    def text(self) -> str:
        return f"{self.key}.text"

    @property
    def law(self) -> str:
        return f"{self.key}.law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it; `first` is the number of the first step."""

    heading: str
    kind: Kind
    items: tuple[Item, ...]
    first: int = 1

    @property
    def template(self) -> str:
        return f"front/parts/{self.kind.value}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page to be read: its name is its address and the part of the texts it is made of."""

    name: str
    parts: tuple[Part, ...] = ()
    template: str = "reading"

    @property
    def title(self) -> str:
        return f"{self.name}.title"

    @property
    def heading(self) -> str:
        return f"{self.name}.h1"

    @property
    def lead(self) -> str:
        return f"{self.name}.lead"


def _part(heading: str, kind: Kind, names: str, first: int = 1) -> Part:
    """Return a part whose items are texts beside its heading: `rights.once.h` with `rights.…`."""
    page = heading.split(".", 1)[0]
    items = tuple(Item(key=f"{page}.{name}") for name in names.split())
    return Part(heading=heading, kind=kind, items=items, first=first)


STEPS = (
    _part("site.steps.before", Kind.STEPS, "steps.write steps.answer steps.path"),
    _part("site.steps.at", Kind.STEPS, "steps.show steps.met", first=4),
    _part("site.steps.after", Kind.STEPS, "steps.law steps.family steps.later", first=6),
)
FIRST_QUESTIONS = _part("questions.h1", Kind.QUESTIONS, "trap hurt kneel phone group family")
FIRST_RIGHTS = _part("rights.h1", Kind.RIGHTS, "humane questions medical belongings family waive")

NOW = (
    _part("now.fire.h", Kind.LINES, "fire.cover fire.weapon fire.hands"),
    _part("now.wound.h", Kind.LINES, "wound.press wound.tie wound.time wound.warm"),
    _part("now.life.h", Kind.LINES, "life.hour life.away life.near life.write"),
)
QUESTIONS = (
    _part("questions.first.h", Kind.QUESTIONS, "trap who bound needed wait known"),
    _part("questions.meeting.h", Kind.QUESTIONS, "hurt kneel phone group wounded minor mind"),
    _part("questions.later.h", Kind.QUESTIONS, "told family letters exchange long"),
)
RIGHTS = (
    _part("rights.once.h", Kind.RIGHTS, "surrender humane questions doubt evacuation"),
    _part("rights.held.h", Kind.RIGHTS, "medical doctor belongings equal family letters"),
    _part("rights.outside.h", Kind.RIGHTS, "complain visits"),
    _part("rights.end.h", Kind.RIGHTS, "sick release"),
    _part("rights.always.h", Kind.RIGHTS, "minor waive"),
    _part("rights.broken.h", Kind.LINES, "broken.rule broken.tell"),
)
SAFER = (
    _part("safer.before.h", Kind.LINES, "private phone screen close"),
    _part("safer.after.h", Kind.LINES, "history tabs"),
    _part("safer.seen.h", Kind.LINES, "network vpn sim watched"),
    _part("safer.writing.h", Kind.LINES, "little little.more"),
    _part("safer.code.h", Kind.LINES, "code.paper code.word code.delete"),
)
RELATIVES = (
    _part(
        "relatives.missing.h", Kind.LINES, "missing.ask missing.same missing.why missing.red_cross"
    ),
    _part("relatives.wants.h", Kind.LINES, "wants.decides wants.links wants.nothing"),
    _part("relatives.afraid.h", Kind.LINES, "afraid.say afraid.names afraid.limit"),
    _part("relatives.careful.h", Kind.LINES, "careful.money careful.public"),
)
KEPT = (
    _part("kept.never.h", Kind.LINES, "visits cookies account"),
    _part("kept.sent.h", Kind.LINES, "sealed open readings"),
    _part(
        "kept.long.h",
        Kind.LINES,
        "erase last read silent damaged unfitting called mark abusive quiet short wished",
    ),
    _part(
        "kept.ended.h",
        Kind.LINES,
        "ended.since ended.withdrawn ended.referred ended.failed ended.captured ended.unknown"
        " ended.abuse ended.received",
    ),
    _part(
        "kept.chat.h",
        Kind.LINES,
        "chat.unfinished chat.tied chat.outbox chat.update chat.key chat.theirs",
    ),
    _part("kept.others.h", Kind.LINES, "nobody bureau"),
    _part("kept.limits.h", Kind.LINES, "limit device"),
)
ADDRESSES = (
    _part("addresses.check.h", Kind.LINES, "check.type check.letters check.twice check.code"),
    _part("addresses.never.h", Kind.LINES, "never.troops never.money never.app never.proof"),
    _part("addresses.limit.h", Kind.LINES, "limit.copy limit.stop"),
)
FIGURES = (
    _part("figures.what.h", Kind.TERMS, "contacts requests pending completed visits"),
    _part(
        "figures.hidden.h", Kind.LINES, "hidden.small hidden.late hidden.crossed hidden.compared"
    ),
    _part("figures.honest.h", Kind.LINES, "honest.said honest.fixed honest.press"),
)

TOLD_BY: Mapping[Kept, str] = {
    Kept.RECEIVED: "kept.ended.received",
    Kept.ERASED: "kept.erase",
    Kept.LAPSED: "kept.silent",
    Kept.WITHDRAWN: "kept.ended.withdrawn",
    Kept.REFERRED: "kept.ended.referred",
    Kept.ABUSE: "kept.ended.abuse",
    Kept.ATTEMPT_FAILED: "kept.ended.failed",
    Kept.CAPTURED_OTHERWISE: "kept.ended.captured",
    Kept.FATE_UNKNOWN: "kept.ended.unknown",
    Kept.PREREGISTRATION: "kept.silent",
    Kept.READ_COPY: "kept.read",
    Kept.REFUSED: "kept.damaged",
    Kept.DOUBT: "kept.unfitting",
    Kept.OUTBOX: "kept.chat.outbox",
    Kept.UPDATE: "kept.chat.update",
    Kept.UNFINISHED_TALK: "kept.chat.unfinished",
    Kept.TIED_TALK: "kept.chat.tied",
    Kept.DAY_KEY: "kept.chat.key",
    Kept.CALL: "kept.called",
    Kept.CALLER_MARK: "kept.mark",
    Kept.ABUSIVE_TALK: "kept.abusive",
    Kept.SILENT_CALL: "kept.quiet",
    Kept.SHORT_NUMBER: "kept.short",
    Kept.WISHED_CALL: "kept.wished",
}
"""Which line of the page on data tells how long a class is kept; what is missing is the staff's."""

READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        page.name: page
        for page in (
            Reading(name="now", parts=NOW),
            Reading(name="questions", parts=QUESTIONS),
            Reading(name="rights", parts=RIGHTS),
            Reading(name="safer", parts=SAFER),
            Reading(name="relatives", parts=RELATIVES),
            Reading(name="kept", parts=KEPT),
            Reading(name="addresses", parts=ADDRESSES, template="addresses"),
            Reading(name="figures", parts=FIGURES),
            Reading(name="languages", template="tongues"),
        )
    }
)
"""Every page beside the first one, in the order in which pages name each other."""
