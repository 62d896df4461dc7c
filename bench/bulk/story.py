"""What happened to one case, as its life decides it: so many messages, and what is done between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle, islice

from safeconduct.domain.life import REQUESTER, Action, Case, Details, Event, decide, evolve
from safeconduct.domain.life.words import RequestKind, SizeBand
from safeconduct.domain.role import Actor, Role
from safeconduct.domain.urgency import Sign

# Messages of a case, the first words among them: ten on average, a few cases very long.
LENGTHS = (2, 4, 6, 6, 8, 8, 10, 12, 14, 30)
MESSAGES = frozenset({Action.REQUEST, Action.ADD, Action.REPLY, Action.NOTE})
BETWEEN = {Action.REPLY: (Action.SEEN,), Action.ADD: (Action.READ,)}
STEP = timedelta(minutes=30)
URGENT_EVERY, TAKEN_EVERY = 100, 50
OPERATORS = tuple(
    Actor(call_sign=name, roles=frozenset({role}))
    for name, role in (("Alice", Role.OPERATOR), ("Bob", Role.SHIFT_LEAD))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Which case it is, when it began, and whether its person still waits."""

    number: int
    began: datetime
    until: datetime
    waits: bool

    @property
    def urgent(self) -> frozenset[Sign]:
        named = self.number % URGENT_EVERY == 0
        return frozenset({Sign.WOUNDED}) if named else frozenset()


def happened(plot: Plot) -> tuple[tuple[Event, ...], Case]:
    """Return every event of a case, each allowed by its life, and the case they make."""
    life, events, at = Case(), [], plot.began
    for action in _actions(plot):
        event = decide(life, action, _who(plot, action), at, details=_details(plot, action))
        if not isinstance(event, Event):
            raise TypeError(f"{action}: {event}")
        life = evolve(life, event)
        events.append(event)
        at = min(at + STEP, plot.until)
    return tuple(events), life


def _actions(plot: Plot) -> Iterator[Action]:
    between = LENGTHS[plot.number % len(LENGTHS)] - 2
    turns = islice(cycle((Action.REPLY, Action.ADD, Action.NOTE)), between)
    last = Action.ADD if plot.waits else Action.REPLY
    yield from (Action.REQUEST, Action.READ)
    if plot.number % TAKEN_EVERY == 1:
        yield Action.TAKE
    yield from chain.from_iterable((turn, *BETWEEN.get(turn, ())) for turn in turns)
    yield last


def _who(plot: Plot, action: Action) -> Actor:
    if action in {Action.REQUEST, Action.ADD, Action.SEEN}:
        return REQUESTER
    return OPERATORS[plot.number % 3 == 0]


def _details(plot: Plot, action: Action) -> Details:
    if action is not Action.REQUEST:
        return Details()
    before = 0 if plot.urgent else None
    return Details(
        kind=RequestKind.SELF, size=SizeBand.ALONE, claimed=plot.urgent, claims_before=before
    )
