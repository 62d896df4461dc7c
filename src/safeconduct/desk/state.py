"""The state of the doors, always in sight: what people send becomes cases, the keys count."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.panic import closed
from safeconduct.cases.queries import not_taken_in, oldest_untaken
from safeconduct.cases.verdicts import Verdict
from safeconduct.desk import times
from safeconduct.programme.bundle import NoBundle
from safeconduct.programme.current import current_bundle, current_texts
from safeconduct.talks.bots import Standing as BotStanding
from safeconduct.talks.bots import bots
from safeconduct.vault.directory import Standing

# Intake takes an arrival within a second; times in the clear are to the minute.
SILENT_AFTER = 2 * times.MINUTE
MEGABYTE = 1_000_000
# Five times what a start asks for.
LITTLE_FREE_BYTES = 1000 * MEGABYTE

OLD_KEYS: Mapping[Standing, tuple[str, bool]] = {
    Standing.RENEW: (noop("The directory of keys is to be renewed"), False),
    Standing.URGENT: (noop("The directory of keys expires within days"), True),
    Standing.EXPIRED: (noop("The directory of keys has expired; doors go on with it"), True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is in order or amiss, in words."""

    words: str
    amiss: bool


def conditions(now: datetime) -> tuple[Condition, ...]:
    return tuple(one for part in PARTS for one in _as_found(part, now))


def _as_found(part: str, now: datetime) -> tuple[Condition, ...]:
    """Look at one part of the programme: what cannot be read there hides no other part."""
    try:
        return tuple(PARTS[part](now))
    except (DatabaseError, ValueError):
        told = gettext("{part}: cannot be read").format(part=gettext(part))
        return (Condition(words=told, amiss=True),)


def _panic(_now: datetime) -> Iterator[Condition]:
    if found := closed():
        told = gettext("Writing is closed at all doors since {at}").format(at=f"{found.at:%H:%M}")
        yield Condition(words=told, amiss=True)


def _intake(now: datetime) -> Iterator[Condition]:
    told = intake_stands(now)
    yield Condition(words=told or gettext("Intake takes everything"), amiss=bool(told))


def intake_stands(now: datetime) -> str:
    """Say that intake takes nothing, and for how long; nothing while it does."""
    oldest = oldest_untaken()
    waits = now - oldest if oldest else 0 * times.MINUTE
    if waits <= SILENT_AFTER:
        return ""
    return gettext("Intake stands still: {wait}").format(wait=times.wait(waits))


def _refused(_now: datetime) -> Iterator[Condition]:
    """What intake did not take is counted here: forged, damaged, or for a case that is over."""
    counts = not_taken_in()
    if waits := counts.pop(Verdict.SET_ASIDE, 0):
        told = gettext("Set aside until its case is read: {count}").format(count=waits)
        yield Condition(words=told, amiss=False)
    if count := sum(counts.values()):
        told = gettext("Not taken in: {count}").format(count=count)
        yield Condition(words=told, amiss=False)


BOTS: Mapping[BotStanding, str] = {
    BotStanding.REACHABLE: noop("{bot} answers"),
    BotStanding.UNREACHABLE: noop("{bot} is not reachable since {at}"),
    BotStanding.SWITCHED_OFF: noop("{bot} is switched off by the messenger since {at}"),
    BotStanding.CONTESTED: noop("{bot}: somebody else uses its token since {at}"),
    BotStanding.SILENT: noop("{bot}: its process is silent since {at}"),
}


def _bots(now: datetime) -> Iterator[Condition]:
    """Each bot as its own process last found it, a minute ago at most."""
    for bot in bots(now):
        told = gettext(BOTS[bot.standing]).format(bot=bot.name, at=f"{bot.since:%H:%M}")
        yield Condition(words=told, amiss=bot.standing is not BotStanding.REACHABLE)


def _disk(_now: datetime) -> Iterator[Condition]:
    """Said while there is still time: once it is full, nothing that people send is stored."""
    free = shutil.disk_usage(settings.HOME.root).free
    if free < LITTLE_FREE_BYTES:
        told = gettext("The disk is nearly full: {free} MB left").format(free=free // MEGABYTE)
        yield Condition(words=told, amiss=True)


def _texts(_now: datetime) -> Iterator[Condition]:
    """What nobody signed is shown rather than nothing, and said in red until two have signed."""
    if count := sum(map(len, current_texts().unsigned().values())):
        told = ngettext("{n} text shown unsigned", "{n} texts shown unsigned", count)
        yield Condition(words=told.format(n=count), amiss=True)


def _directory(now: datetime) -> Iterator[Condition]:
    """To turn a person away is worse than an old key: doors go on, and the desk says so."""
    try:
        standing = current_bundle().age_state(now)
    except NoBundle:
        yield Condition(words=gettext("There is no good directory of keys"), amiss=True)
        return
    if standing in OLD_KEYS:
        words, amiss = OLD_KEYS[standing]
        yield Condition(words=gettext(words), amiss=amiss)


# In the order in which they are shown; each stands on every page.
PARTS: Mapping[str, Callable[[datetime], Iterator[Condition]]] = {
    noop("Panic key"): _panic,
    noop("Intake"): _intake,
    noop("What was not taken in"): _refused,
    noop("The bots"): _bots,
    noop("The disk"): _disk,
    noop("Directory of keys"): _directory,
    noop("The texts"): _texts,
}
