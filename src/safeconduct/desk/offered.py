"""What can be done with a case, where on the page it stands, and what each thing still needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.desk.words import called, either
from safeconduct.domain.life import (
    ACTS,
    CLOSED,
    Action,
    Case,
    Fact,
    Need,
    Offer,
    RequestKind,
    SizeBand,
    State,
)
from safeconduct.domain.role import HANDED_TO, Role, Team
from safeconduct.domain.urgency import Sign


class Place(StrEnum):
    """Where on the page an action is offered."""

    WRITE = "write"
    HOLD = "hold"
    SIGNS = "signs"
    NEXT = "next"
    ASIDE = "aside"
    END = "end"
    PENDING = "pending"
    ELSEWHERE = "elsewhere"


# An action that is not named here is one of the next steps.
PLACES: Mapping[Action, Place] = {
    Action.READ: Place.ELSEWHERE,
    # Told by who wraps a call up, on the page of calls.
    Action.SPEAK: Place.ELSEWHERE,
    # With the wish to be called, which says when.
    Action.CALL_BACK: Place.ELSEWHERE,
    Action.REPLY: Place.WRITE,
    Action.NOTE: Place.WRITE,
    Action.TAKE: Place.HOLD,
    Action.RELEASE: Place.HOLD,
    Action.CONFIRM_SIGN: Place.SIGNS,
    Action.DROP_SIGN: Place.SIGNS,
    Action.ASSIGN: Place.ASIDE,
    Action.AMEND: Place.ASIDE,
    Action.HAND_ON: Place.ASIDE,
    Action.SETTLE: Place.ASIDE,
    Action.RENEW: Place.ASIDE,
    Action.POSTPONE: Place.ASIDE,
    Action.RETRACT_CONSENT: Place.ASIDE,
    Action.ALLOW_NEW_CODE: Place.ASIDE,
    Action.DROP_UNIT: Place.ASIDE,
    Action.WITHDRAW: Place.END,
    Action.REFER: Place.END,
    Action.END_AS_ABUSE: Place.END,
    Action.REPORT_FAILURE: Place.END,
    Action.REPORT_CAPTURE: Place.END,
    Action.LOSE_TRACE: Place.END,
    # Second halves, and the ways out of a first one: told at the top of the case.
    Action.CONFIRM: Place.PENDING,
    Action.DECLINE: Place.PENDING,
    Action.TAKE_BACK: Place.PENDING,
    Action.WITNESS: Place.PENDING,
    Action.STRIKE_ARRIVAL: Place.PENDING,
    Action.REPLACE_CODE: Place.PENDING,
    Action.TAKE_OVER: Place.PENDING,
    Action.HAND_BACK: Place.PENDING,
    # What it seals has forms of its own in the right pane.
    Action.PLAN: Place.ELSEWHERE,
}

# What a step destroys or ends is said before it is done.
COSTS: Mapping[Action, str] = {
    Action.WITNESS: noop(
        "Destroys the conversation, the notes and every place in it, for good. "
        "What goes on is the custody record."
    ),
    Action.WITHDRAW: noop(
        "Ends the case. The person can open it again with the code, and can surrender to any "
        "troops at any moment."
    ),
    Action.REFER: noop(
        "Ends the case here; your answer waits for the person. They can open it again with the "
        "code."
    ),
    Action.END_AS_ABUSE: noop(
        "Ends the case. It can be taken back by a shift lead only; the person is not told."
    ),
    Action.REPORT_FAILURE: noop("Ends the case. The person can open it again with the code."),
    Action.REPORT_CAPTURE: noop("Ends the case. It cannot be opened again from here."),
    Action.LOSE_TRACE: noop("Ends the case. The person can open it again with the code."),
    Action.POSTPONE: noop("Drops the plan. After this only the person gets in touch again."),
    Action.PREREGISTER: noop("After this only the person gets in touch again; nothing is sent."),
    Action.AWAIT_ARRIVAL: noop("Tells the person that they are awaited."),
    Action.SETTLE: noop("Takes the case out of the queue without an answer."),
    Action.ALLOW_NEW_CODE: noop(
        "Whoever holds the new code speaks as this person, and the old one dies. Allow it only "
        "when you know how the person was recognised."
    ),
    Action.REPLACE_CODE: noop(
        "The old code is dead from then on. The new one is shown once: have the person ready to "
        "write it down."
    ),
    Action.HAND_ON: noop("When that team takes over, yours can no longer open the case."),
}

# Once a case is accepted a review leads back: it stands aside, and says what it undoes.
ACCEPTED = frozenset({State.ACCEPTED, State.COORDINATING})
REVIEW_AGAIN = noop("Sets the acceptance and the plan aside. Two people decide again.")

# What only lacks that it was not done yet has been done: the top of the case says by whom.
DONE_ALREADY = frozenset({Need.NO_PROPOSAL, Need.NO_OFFER})

SECOND_HALVES = frozenset({Action.CONFIRM, Action.WITNESS, Action.REPLACE_CODE, Action.TAKE_OVER})

# Shown when they are possible; before that they would only say what kind of case it is not.
ONLY_WHEN_POSSIBLE = frozenset(
    {
        Action.CONSENT,
        Action.RETRACT_CONSENT,
        Action.STAND_DOWN,
        Action.DROP_UNIT,
        Action.ACKNOWLEDGE,
        Action.POSTPONE,
        Action.RELEASE,
    }
)

CHOICES: Mapping[Fact, tuple[StrEnum, ...]] = {
    Fact.KIND: tuple(RequestKind),
    Fact.SIZE: tuple(SizeBand),
    Fact.SIGN: tuple(Sign),
    Fact.TEAM: tuple(team for team in Team if team in HANDED_TO),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to be told with an action; without options it is a number or a call sign."""

    name: str
    label: str
    number: bool
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An action as its form or its refusal shows it."""

    action: Action
    label: str
    possible: bool
    needs: tuple[str, ...]
    choices: tuple[Choice, ...]
    confirm: str
    wait: str
    cost: str
    ends: bool

    @property
    def second_half(self) -> bool:
        """Whether this is what a colleague's first half waits for."""
        return self.action in SECOND_HALVES

    @property
    def of_first_half(self) -> bool:
        """Whether this undoes a first half; who can do the second declines instead."""
        return self.action is Action.TAKE_BACK

    @property
    def of_another_hand(self) -> bool:
        """Whether this is done by who does not hold the case: nobody is stood beside by it."""
        return Need.HELD not in ACTS[self.action].needs

    @property
    def at_once(self) -> bool:
        """Whether one press is enough: nothing to choose, nothing lost."""
        return not self.choices and not self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Doings:
    """What is offered on one case, by place."""

    pending: tuple[Doing, ...]
    hold: tuple[Doing, ...]
    next: tuple[Doing, ...]
    aside: tuple[Doing, ...]
    end: tuple[Doing, ...]
    reply: Doing | None
    note: Doing | None
    may_confirm_signs: bool
    may_drop_signs: bool

    @property
    def next_of_another_hand(self) -> tuple[Doing, ...]:
        return tuple(one for one in self.next if one.of_another_hand)

    @property
    def next_of_the_holder(self) -> tuple[Doing, ...]:
        return tuple(one for one in self.next if not one.of_another_hand)


def doings(case: Case, offers: Iterable[Offer], staff: tuple[str, ...] = ()) -> Doings:
    """Every offer at its place; `staff` are the call signs that a case can be assigned to."""
    every = {offer.action: doing(case, offer, staff) for offer in offers if _to_show(offer)}

    def at(place: Place) -> tuple[Doing, ...]:
        here = (one for key, one in every.items() if _place(case, key) is place)
        return tuple(sorted(here, key=lambda one: not one.possible))

    return Doings(
        pending=at(Place.PENDING),
        hold=at(Place.HOLD),
        next=at(Place.NEXT),
        aside=at(Place.ASIDE),
        end=at(Place.END),
        reply=every.get(Action.REPLY),
        note=every.get(Action.NOTE),
        may_confirm_signs=_possible(every.get(Action.CONFIRM_SIGN)),
        may_drop_signs=_possible(every.get(Action.DROP_SIGN)),
    )


def doing(case: Case, offer: Offer, staff: tuple[str, ...]) -> Doing:
    return Doing(
        action=offer.action,
        label=called(offer.action),
        possible=offer.possible,
        needs=tuple(called(need) for need in offer.missing),
        choices=tuple(_choice(fact, staff) for fact in offer.takes),
        confirm=_confirm(offer),
        wait=_wait(offer),
        cost=_cost(case, offer.action),
        ends=offer.ends,
    )


def _place(case: Case, action: Action) -> Place:
    if action is Action.REVIEW and case.state in ACCEPTED:
        return Place.ASIDE
    if action is Action.HAND_ON and case.state is State.ACCEPTED:
        return Place.ASIDE if case.team is Team.COORDINATION else Place.NEXT
    return PLACES.get(action, Place.NEXT)


def _cost(case: Case, action: Action) -> str:
    if action is Action.REVIEW and case.state in ACCEPTED:
        return gettext(REVIEW_AGAIN)
    return gettext(COSTS[action]) if action in COSTS else ""


def _to_show(offer: Offer) -> bool:
    if offer.possible or offer.not_by:
        return True
    return offer.action not in ONLY_WHEN_POSSIBLE and not DONE_ALREADY.issuperset(offer.missing)


def _possible(doing: Doing | None) -> bool:
    return doing is not None and doing.possible


def _choice(fact: Fact, staff: tuple[str, ...]) -> Choice:
    return Choice(
        name=fact.value,
        label=called(fact),
        number=fact in {Fact.UNIT, Fact.MEMBER, Fact.PEOPLE},
        options=_options(fact, staff),
    )


def _options(fact: Fact, staff: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    if fact is Fact.TO:
        return tuple((sign, sign) for sign in staff)
    words = CHOICES.get(fact) or tuple(CLOSED.get(fact, ()))
    return tuple((word.value, called(word)) for word in words)


def _confirm(offer: Offer) -> str:
    """Who must do the second half, said before the first is done."""
    if not offer.confirm:
        return ""
    who = either(role for role in Role if role in offer.confirm)
    return gettext("Then someone other than you confirms: {roles}.").format(roles=who)


def _wait(offer: Offer) -> str:
    """Who is waited for, where the second half is not this reader's."""
    if not offer.not_by or offer.possible:
        return ""
    who = either(role for role in Role if role in offer.by)
    return gettext("Waits for someone other than {name}: {roles}.").format(
        name=offer.not_by, roles=who
    )
