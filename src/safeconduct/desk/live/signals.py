"""What a stream may say: that something changed, never what a person said.

A signal about a case goes to the teams that hold its key, and to nobody else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.cases.tail import Told
from safeconduct.desk.rows import key_of
from safeconduct.domain.life import Action
from safeconduct.domain.role import Team
from safeconduct.domain.urgency import URGENCY, Grade, in_order

# These take a case out of somebody's list who can no longer be told about that case.
LEAVING = frozenset({Action.TAKE_OVER, Action.HAND_BACK, Action.ERASE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One event of the stream; `teams` of None: it names no case and is for everybody."""

    name: str
    says: Mapping[str, object] = field(default_factory=dict)
    teams: frozenset[Team] | None = None

    def is_for(self, teams: frozenset[Team]) -> bool:
        return self.teams is None or bool(self.teams & teams)

    def encode(self) -> bytes:
        return f"event: {self.name}\ndata: {json.dumps(self.says)}\n\n".encode()


# A stream that says this knows nothing of what was before: the pages look for themselves.
HELLO = Signal(name="hello")
# The lists may have changed, of whichever cases.
LISTS = Signal(name="lists")
LOCKED = Signal(name="locked")
BEAT = Signal(name="beat")


def of_event(told: Told) -> tuple[Signal, ...]:
    about = Signal(
        name="case",
        says={
            "case": key_of(told.reference),
            "kind": told.kind,
            "by": told.actor,
            "seq": told.seq,
            "state": told.state,
            "signs": [sign.value for sign in in_order(told.signs)],
            "grave": any(URGENCY[sign].grade is Grade.NOW for sign in told.signs),
        },
        teams=told.teams,
    )
    return (about, LISTS) if told.kind in LEAVING else (about,)


def of_presence(places: Mapping[str, frozenset[Team]]) -> tuple[Signal, ...]:
    """Somebody came to these cases, left them, or began to write: the pages ask who."""
    told = places.items()
    return tuple(Signal(name="presence", says={"case": case}, teams=teams) for case, teams in told)
