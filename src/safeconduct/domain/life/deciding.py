"""Walking the tables: what may be done is decided, what was done is replayed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import reduce

from safeconduct.domain.life.act import Act
from safeconduct.domain.life.acts import ACTS
from safeconduct.domain.life.case import Case, Event, Moment, to_the_minute
from safeconduct.domain.life.details import NOTHING_SAID, Details
from safeconduct.domain.life.effects import EFFECTS, moved, unchanged
from safeconduct.domain.life.moves import ENDS, LIFE
from safeconduct.domain.life.needs import NEEDS, Need
from safeconduct.domain.life.words import Action, Fact
from safeconduct.domain.role import FOUR_EYES, RIGHTS, Actor, ActorKind, Decision, Role, teams_of

# Offers are for people; what the clock alone does is never one of them.
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


class Why(StrEnum):
    """Why something cannot be done, in words for whoever asked."""

    NOT_IN_THIS_STATE = "not_in_this_state"
    NOT_YOUR_RIGHT = "not_your_right"
    MISSING = "missing"
    SAME_PERSON = "same_person"
    UNSAID = "unsaid"
    OUT_OF_PLACE = "out_of_place"


WHY: Mapping[Why, str] = {
    Why.NOT_IN_THIS_STATE: "The case is not in a state for this",
    Why.NOT_YOUR_RIGHT: "Another role does this",
    Why.MISSING: "Something is missing",
    Why.SAME_PERSON: "Someone else must do the second half",
    Why.UNSAID: "It does not say all it must",
    Why.OUT_OF_PLACE: "It says what does not belong to it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an action is not possible now, what is missing, and which facts are amiss."""

    why: Why
    missing: tuple[Need, ...] = ()
    facts: tuple[Fact, ...] = ()

    def __str__(self) -> str:
        labels = "; ".join(NEEDS[need].label for need in self.missing)
        return labels or WHY[self.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An action as the desk shows it: possible now or not, what is missing, and who must confirm.

    `by` are the roles that may do it; `confirm` those that must do the second half, `not_by` the
    call sign that may not, having done the first. `ends` marks what ends the case.
    """

    action: Action
    label: str
    possible: bool
    missing: tuple[Need, ...]
    takes: tuple[Fact, ...]
    by: frozenset[Role]
    confirm: frozenset[Role]
    not_by: str
    ends: bool


class Impossible(ValueError):
    """An event that the life of a case does not know in this state: the log is not ours."""


def decide(
    case: Case, action: Action, actor: Actor, at: datetime, *, details: Details = NOTHING_SAID
) -> Event | Refusal:
    """The event that this action makes, its time cut to the minute, or why it is refused."""
    refusal = _refusal(case, action, actor, at, details=details)
    if refusal:
        return refusal
    return Event(kind=action, actor=actor.call_sign, at=to_the_minute(at), details=details)


def evolve(case: Case, event: Event) -> Case:
    """The case after an event that `decide` made; raises Impossible for any other."""
    to = LIFE[case.state].get(event.kind)
    if to is None:
        raise Impossible(f"{event.kind} in {case.state}")
    effect = EFFECTS.get(event.kind, unchanged)
    return replace(moved(effect(case, event), event, to), seq=case.seq + 1)


def replay(events: Iterable[Event]) -> Case:
    """The case that these events, in their order, have made."""
    return reduce(evolve, events, Case())


def offers(case: Case, actor: Actor) -> tuple[Offer, ...]:
    """What this actor can do here, now or later, and the second halves that wait for others."""
    return tuple(
        _offer(case, action, actor)
        for action in ACTS
        if action in LIFE[case.state] and (_entitled(actor, action) or _waits(case, action))
    )


def _refusal(
    case: Case, action: Action, actor: Actor, at: datetime, *, details: Details
) -> Refusal | None:
    act = ACTS[action]
    if action not in LIFE[case.state]:
        return Refusal(why=Why.NOT_IN_THIS_STATE)
    if not _entitled(actor, action):
        return Refusal(why=Why.NOT_YOUR_RIGHT)
    missing = _missing(act, _moment(case, act, actor, at=at, details=details))
    if missing:
        return Refusal(why=Why.MISSING, missing=missing)
    if _same_person(case, act, actor):
        return Refusal(why=Why.SAME_PERSON)
    return _amiss(act, details)


def _amiss(act: Act, details: Details) -> Refusal | None:
    said = details.said
    unsaid = tuple(fact for fact in act.takes if fact not in said)
    if unsaid:
        return Refusal(why=Why.UNSAID, facts=unsaid)
    strange = tuple(fact for fact in said if fact not in (*act.takes, *act.may))
    return Refusal(why=Why.OUT_OF_PLACE, facts=strange) if strange else None


def _entitled(actor: Actor, action: Action) -> bool:
    act = ACTS[action]
    if actor.kind is not ActorKind.STAFF or act.right is None:
        return act.open_to(actor.kind)
    return actor.may(act.right)


def _moment(case: Case, act: Act, actor: Actor, *, at: datetime, details: Details) -> Moment:
    teams = None
    if actor.kind is ActorKind.STAFF and act.right:
        teams = teams_of(actor.roles & RIGHTS[act.right])
    return Moment(case=case, at=at, teams=teams, details=details)


def _missing(act: Act, now: Moment) -> tuple[Need, ...]:
    return tuple(need for need in act.needs if not NEEDS[need].met(now))


def _same_person(case: Case, act: Act, actor: Actor) -> bool:
    """Call signs are compared without case, as sign-in does."""
    first = case.first_half_by(act.closes) if act.closes else ""
    return bool(first) and first.casefold() == actor.call_sign.casefold()


def _waits(case: Case, action: Action) -> bool:
    closes = ACTS[action].closes
    return closes is not None and bool(case.first_half_by(closes))


def _offer(case: Case, action: Action, actor: Actor) -> Offer:
    act = ACTS[action]
    missing = _missing(act, _moment(case, act, actor, at=NO_CLOCK, details=NOTHING_SAID))
    barred = _same_person(case, act, actor) or not _entitled(actor, action)
    return Offer(
        action=action,
        label=act.label,
        possible=not missing and not barred,
        missing=missing,
        takes=act.takes,
        by=RIGHTS[act.right] if act.right else frozenset(),
        confirm=_confirmers(act.opens),
        not_by=case.first_half_by(act.closes) if act.closes else "",
        ends=LIFE[case.state][action] in ENDS - {case.state},
    )


def _confirmers(decision: Decision | None) -> frozenset[Role]:
    return RIGHTS[FOUR_EYES[decision].second] if decision else frozenset()
