"""A case in what may lie in the clear, and the events it is made of."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from safeconduct.domain.life.details import NOTHING_SAID, Details
from safeconduct.domain.life.words import (
    Action,
    DeclineReason,
    PlanPart,
    RequestKind,
    ReviewResult,
    SizeBand,
    State,
)
from safeconduct.domain.role import Decision, Team
from safeconduct.domain.urgency import Sign, rank


class NotAMinute(ValueError):
    """Times in the clear are UTC and told to the minute (VAULT section 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that was done: by whom, when (to the minute), and what was told."""

    kind: Action
    actor: str
    at: datetime
    details: Details = NOTHING_SAID

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta() or self.at != to_the_minute(self.at):
            raise NotAMinute


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A proposal that was not confirmed: by whom, whose it was, and why."""

    by: str
    proposed_by: str
    reason: DeclineReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What replaying a case's events yields; `Case()` is a case before its first event."""

    state: State = State.UNOPENED
    kind: RequestKind = RequestKind.QUESTION
    size: SizeBand = SizeBand.UNKNOWN
    claimed: frozenset[Sign] = frozenset()
    confirmed: frozenset[Sign] = frozenset()
    claims_before: int = 0
    # who has it
    team: Team = Team.INTAKE
    holders: frozenset[Team] = frozenset({Team.INTAKE, Team.LEAD})
    offered: Team | None = None
    assigned: str = ""
    # what waits
    waiting_since: datetime | None = None
    last_seen: datetime | None = None
    renewed_at: datetime | None = None
    ended_at: datetime | None = None
    unread: int = 0
    answered: bool = False
    # what was decided, and by whom the first half of what takes two
    review: ReviewResult | None = None
    members: frozenset[int] = frozenset()
    proposed_by: str = ""
    declined: Declined | None = None
    received_by: str = ""
    people: int = 0
    code_allowed_by: str = ""
    code_allowed_at: datetime | None = None
    # the handover
    plan: frozenset[PlanPart] = frozenset()
    units: frozenset[int] = frozenset()
    acknowledged: frozenset[int] = frozenset()
    seq: int = 0

    @property
    def rank(self) -> int:
        """Place in the queue, lowest first; see `urgency.rank`."""
        return rank(self.claimed, self.confirmed, claims_before=self.claims_before)

    @property
    def readers(self) -> frozenset[Team]:
        """The teams that can open the talk: those that hold it, and the one it is offered to."""
        return self.holders | {self.offered} if self.offered else self.holders

    @property
    def to_stand_down(self) -> bool:
        """Whether units were named for an arrival that is off: they still wait for someone."""
        return bool(self.units) and self.state not in {State.COORDINATING, State.AWAITING_ARRIVAL}

    def first_half_by(self, decision: Decision) -> str:
        """Who did the first half of a decision that takes two; empty when none is open."""
        return {
            Decision.ACCEPTANCE: self.proposed_by,
            Decision.RECEPTION: self.received_by,
            Decision.WAY_BACK: self.code_allowed_by,
        }.get(decision, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a requirement looks at: the case, the time, what is said, and for which teams.

    `teams` are those whose key the actor's right comes with; None when the actor is not staff.
    """

    case: Case
    at: datetime
    teams: frozenset[Team] | None
    details: Details = NOTHING_SAID


def to_the_minute(at: datetime) -> datetime:
    """A time as it may lie in the clear; raises NotAMinute for one without a zone."""
    if at.tzinfo is None:
        raise NotAMinute
    return at.astimezone(UTC).replace(second=0, microsecond=0)
