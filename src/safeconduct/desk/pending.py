"""What is half done: who did the first half, who is waited for, and what this reader can do now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.desk.offered import Doing, Doings
from safeconduct.desk.words import called
from safeconduct.domain.life import Action, Case, code_allowed
from safeconduct.domain.role import Decision

BY_YOU: Mapping[Decision, str] = {
    Decision.ACCEPTANCE: noop("You proposed acceptance"),
    Decision.RECEPTION: noop("You recorded an arrival"),
    Decision.WAY_BACK: noop("You allowed a new code"),
}
BY_OTHER: Mapping[Decision, str] = {
    Decision.ACCEPTANCE: noop("{name} proposed acceptance"),
    Decision.RECEPTION: noop("{name} recorded an arrival"),
    Decision.WAY_BACK: noop("{name} allowed a new code"),
}
HALVES: Mapping[Decision, tuple[Action, ...]] = {
    Decision.ACCEPTANCE: (Action.CONFIRM, Action.DECLINE, Action.TAKE_BACK),
    Decision.RECEPTION: (Action.WITNESS, Action.STRIKE_ARRIVAL),
    Decision.WAY_BACK: (Action.REPLACE_CODE,),
}
DECLINED_YOURS = noop("{name} declined your proposal")
DECLINED = noop("{name} declined the proposal of {proposer}")
HANDED_TO_YOU = noop("Read first, then take it over or hand it back.")
HANDED_ON = noop("Until it does, your team keeps the case.")
OVER = (Action.TAKE_OVER, Action.HAND_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One thing half done, or undone: told to both sides, with the buttons of this one."""

    title: str
    says: str
    yours: bool
    doings: tuple[Doing, ...]


def pending(life: Case, offered: Doings, reader: str, now: datetime) -> list[Pending]:
    return [
        *_declined(life, reader),
        *_decisions(life, offered, reader, now),
        *_handing_on(life, offered),
    ]


def _declined(life: Case, reader: str) -> Iterator[Pending]:
    """A proposal that was declined: told to its proposer until somebody proposes anew."""
    if life.declined is None:
        return
    told = life.declined
    mine = told.proposed_by.casefold() == reader.casefold()
    title = gettext(DECLINED_YOURS if mine else DECLINED).format(
        name=told.by, proposer=told.proposed_by
    )
    reason = called(told.reason) if told.reason else ""
    says = gettext("{reason}. The case goes on in review: it can be proposed again.")
    yield Pending(title=title, says=says.format(reason=reason), yours=mine, doings=())


def _decisions(life: Case, offered: Doings, reader: str, now: datetime) -> Iterator[Pending]:
    for decision, halves in HALVES.items():
        name = life.first_half_by(decision)
        if name and not _lapsed(life, decision, now):
            mine = name.casefold() == reader.casefold()
            title = gettext(BY_YOU[decision] if mine else BY_OTHER[decision]).format(name=name)
            yield _pending(title, offered, halves)


def _lapsed(life: Case, decision: Decision, now: datetime) -> bool:
    """Leave to draw a code ends by itself: what waits for nobody is not shown as waiting."""
    return decision is Decision.WAY_BACK and not code_allowed(life, now)


def _handing_on(life: Case, offered: Doings) -> Iterator[Pending]:
    if life.offered:
        title = gettext("Handed on: {team} is asked to take over").format(team=called(life.offered))
        found = _pending(title, offered, OVER)
        says = HANDED_TO_YOU if found.yours else HANDED_ON
        yield replace(found, says=gettext(says))


def _pending(title: str, offered: Doings, halves: tuple[Action, ...]) -> Pending:
    here = [one for half in halves for one in offered.pending if one.action is half]
    yours = any(one.possible and one.second_half for one in here)
    possible = tuple(one for one in here if one.possible and not (yours and one.of_first_half))
    waits = next((one.wait for one in here if one.wait), "")
    return Pending(
        title=title,
        says=gettext("You are the second pair of eyes.") if yours else waits,
        yours=yours,
        doings=possible,
    )
