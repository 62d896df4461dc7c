"""What the rules call things, in the language of the desk: domain labels through gettext."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from django.utils.translation import gettext

from safeconduct.cases.half_done import LEFT
from safeconduct.cases.not_done import REASONS as NOT_DONE
from safeconduct.domain.answering import BRIEF, PEOPLE, Fullness, Reached
from safeconduct.domain.crisis import CRISES, Later
from safeconduct.domain.handover import FAULTS
from safeconduct.domain.life import ACTS, NEEDS, WHY, Action, Need, label
from safeconduct.domain.life.words import LABELS
from safeconduct.domain.programme_events import Happening
from safeconduct.domain.retention import RETENTION, SOURCES
from safeconduct.domain.role import FOUR_EYES, RIGHTS, Right, Role, Team
from safeconduct.domain.script import Channel
from safeconduct.domain.urgency import URGENCY, Grade, Sign, Standing
from safeconduct.programme.not_published import REASONS as NOT_PUBLISHED
from safeconduct.programme.recordings.not_taken import REASONS as NOT_TAKEN

CHANNELS: Mapping[str, str] = {
    Channel.SITE: "Site",
    Channel.TELEGRAM: "Bot",
    Channel.PHONE: "Line",
    Channel.SMS: "SMS",
    Channel.MAIL: "Mail",
}
GRADES: Mapping[Grade, str] = {Grade.NOW: "minutes", Grade.SOON: "hours"}
STANDINGS: Mapping[Standing, str] = {
    Standing.CLAIMED: "claimed",
    Standing.CONFIRMED: "confirmed",
}
HAPPENED: Mapping[StrEnum, str] = {
    Happening.CALL_LISTENED_TO: "asked to listen to a call",
}
"""What the name of an event does not say as it is: this one is told first, then the line looks."""


def plain(word: StrEnum) -> str:
    """The words of a name that no table labels."""
    return word.value.replace("_", " ")


def english(word: StrEnum) -> str:
    if isinstance(word, Sign):
        return URGENCY[word].label
    if isinstance(word, Action):
        return ACTS[word].label
    if isinstance(word, Need):
        return NEEDS[word].label
    if isinstance(word, Standing):
        return STANDINGS[word]
    if type(word) in LABELS:
        return label(word)
    return HAPPENED.get(word, plain(word))


def called(word: StrEnum) -> str:
    """What a word of the domain is called, in the language that the desk speaks now."""
    return gettext(english(word))


def done(action: Action) -> str:
    return gettext(ACTS[action].done)


def channel(name: str) -> str:
    return gettext(CHANNELS[name]) if name in CHANNELS else name


def either(words: Iterable[StrEnum]) -> str:
    """Alternatives in one phrase: `shift lead or coordinator`."""
    *most, last = [called(word) for word in words]
    return gettext("{first} or {last}").format(first=", ".join(most), last=last) if most else last


def roles(held: frozenset[Role]) -> str:
    """Roles as the table orders them, or all of them in one word."""
    if len(held) == len(Role):
        return gettext("everyone")
    return ", ".join(called(role) for role in Role if role in held)


def spoken() -> Iterator[str]:
    """Every English word of the rules that the desk can show: what the catalogues must know."""
    for table in LABELS.values():
        yield from table.values()
    for act in ACTS.values():
        yield from (act.label, act.done)
    for requirement in NEEDS.values():
        yield requirement.label
    for row in URGENCY.values():
        yield from (row.label, row.claimed_by, row.confirmed_by)
    for kept in RETENTION.values():
        yield from (kept.label, kept.since, kept.why)
    ways: tuple[Reached | Fullness, ...] = (*PEOPLE.values(), *BRIEF.values())
    for told in ways:
        yield from (told.label, told.when, told.hears)
    yield from (crisis.label for crisis in CRISES.values())
    yield from (decision.label for decision in FOUR_EYES.values())
    yield from (english(word) for words in (Role, Team, Later, Happening) for word in words)
    yield from (plain(right) for right in Right if right in RIGHTS)
    yield from (*NOT_PUBLISHED.values(), *NOT_DONE.values(), *LEFT.values(), *NOT_TAKEN.values())
    yield from (
        *WHY.values(),
        *FAULTS.values(),
        *CHANNELS.values(),
        *GRADES.values(),
        *STANDINGS.values(),
        *SOURCES.values(),
    )
