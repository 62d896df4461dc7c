"""What an action still needs before it may be done: each requirement with its words."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from safeconduct.domain.life.case import Case, Moment
from safeconduct.domain.life.moves import ENDS, LIFE
from safeconduct.domain.life.words import Action, PlanPart, RequestKind, State
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.domain.role import HANDED_TO, Team

# DOMAIN section 3: a pre-registration is renewed or purged after 180 days.
KEPT = RETENTION[Kept.PREREGISTRATION].lives
# Long enough to call the person to the telephone, too short to be found and used another night.
CODE_ALLOWED_FOR = timedelta(hours=1)
COMING = frozenset({RequestKind.SELF, RequestKind.GROUP})


class Need(StrEnum):
    HELD = "held"
    READABLE = "readable"
    WORD_FROM_PERSON = "word_from_person"
    ALL_READ = "all_read"
    ANSWERED = "answered"
    REVIEW_RESULT = "review_result"
    WISH_TO_COME = "wish_to_come"
    MEMBER_CONSENT = "member_consent"
    NO_PROPOSAL = "no_proposal"
    PROPOSAL = "proposal"
    PLAN_WINDOW = "plan_window"
    PLAN_POINT = "plan_point"
    PLAN_RECOGNITION = "plan_recognition"
    PLAN_COUNTER_SIGN = "plan_counter_sign"
    UNIT_NAMED = "unit_named"
    UNITS_ACKNOWLEDGED = "units_acknowledged"
    KNOWN_UNIT = "known_unit"
    ARRIVAL_RECORDED = "arrival_recorded"
    PEOPLE_COUNTED = "people_counted"
    NO_OFFER = "no_offer"
    OFFER = "offer"
    OFFERED_TO_YOU = "offered_to_you"
    ANOTHER_TEAM = "another_team"
    TEAM_THAT_TALKS = "team_that_talks"
    SILENCE = "silence"
    ASSIGNED = "assigned"
    A_SIGN = "a_sign"
    GROUP = "group"
    CODE_ALLOWED = "code_allowed"
    NOTHING_WAITS = "nothing_waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One row: what the desk says is missing, and the test that it is there."""

    label: str
    met: Callable[[Moment], bool]


LAPSING = frozenset(state for state, row in LIFE.items() if Action.LAPSE in row)
# Nothing is sent unasked to who has stepped back or gone (DOMAIN section 3).
QUIET = ENDS | {State.PREREGISTERED}


def _part(part: PlanPart) -> Callable[[Moment], bool]:
    return lambda now: part in now.case.plan


def lapses_at(case: Case) -> datetime | None:
    """When silence ends this case; None where the clock ends nothing.

    A question that still waits for an answer does not lapse: that would be a refusal by neglect.
    A pre-registration does, since its data is kept for so long and no longer.
    """
    if case.renewed_at is None or case.state not in LAPSING:
        return None
    if case.waiting_since and case.state is not State.PREREGISTERED:
        return None
    return case.renewed_at + KEPT


def _silent(now: Moment) -> bool:
    lapses = lapses_at(now.case)
    return lapses is not None and now.at >= lapses


def purges_at(case: Case, lives: timedelta) -> datetime | None:
    """When what an end has left is destroyed, kept for `lives`; None where there is no end.

    Words that wait for an answer are not destroyed unread, yet nothing waits for ever.
    """
    if case.ended_at is None:
        return None
    since = max(case.ended_at, case.renewed_at or case.ended_at)
    waits = case.waiting_since is not None and case.state is not State.LAPSED
    return since + (KEPT if waits else lives)


def _nothing_waits(now: Moment) -> bool:
    over = purges_at(now.case, timedelta())
    return over is not None and now.at >= over


def code_allowed(case: Case, at: datetime) -> bool:
    """Whether a colleague has allowed a new code, not longer than an hour ago."""
    allowed = case.code_allowed_at
    return allowed is not None and at - allowed <= CODE_ALLOWED_FOR


def _asked(now: Moment) -> bool:
    return now.case.state not in QUIET or now.case.waiting_since is not None


def _consented(now: Moment) -> bool:
    return now.case.kind is not RequestKind.GROUP or bool(now.case.members)


def _known_unit(now: Moment) -> bool:
    said = now.details.unit
    return bool(now.case.units) if said is None else said in now.case.units


def _another_team(now: Moment) -> bool:
    return now.details.team is not now.case.team


def _team_that_talks(now: Moment) -> bool:
    return now.details.team is None or now.details.team in HANDED_TO


def _within(now: Moment, teams: AbstractSet[Team | None]) -> bool:
    return now.teams is None or bool(now.teams & teams)


NEEDS: Mapping[Need, Requirement] = {
    Need.HELD: Requirement(
        label="Handed on to your team", met=lambda now: _within(now, now.case.holders)
    ),
    Need.READABLE: Requirement(
        label="Offered or handed on to your team", met=lambda now: _within(now, now.case.readers)
    ),
    Need.WORD_FROM_PERSON: Requirement(
        label="A word from the person: nothing is sent unasked", met=_asked
    ),
    Need.ALL_READ: Requirement(
        label="Everything the person sent is read", met=lambda now: now.case.unread == 0
    ),
    Need.ANSWERED: Requirement(
        label="An answer to the person first: where they find help",
        met=lambda now: now.case.answered,
    ),
    Need.REVIEW_RESULT: Requirement(
        label="A review result", met=lambda now: now.case.review is not None
    ),
    Need.WISH_TO_COME: Requirement(
        label="A request to come, alone or as a group", met=lambda now: now.case.kind in COMING
    ),
    Need.MEMBER_CONSENT: Requirement(
        label="The consent of at least one member of the group, from themselves", met=_consented
    ),
    Need.NO_PROPOSAL: Requirement(
        label="No proposal open", met=lambda now: not now.case.proposed_by
    ),
    Need.PROPOSAL: Requirement(label="A proposal", met=lambda now: bool(now.case.proposed_by)),
    Need.PLAN_WINDOW: Requirement(label="Plan: time window", met=_part(PlanPart.WINDOW)),
    Need.PLAN_POINT: Requirement(label="Plan: reception point", met=_part(PlanPart.POINT)),
    Need.PLAN_RECOGNITION: Requirement(
        label="Plan: recognition signal", met=_part(PlanPart.RECOGNITION)
    ),
    Need.PLAN_COUNTER_SIGN: Requirement(
        label="Plan: counter-signal", met=_part(PlanPart.COUNTER_SIGN)
    ),
    Need.UNIT_NAMED: Requirement(
        label="At least one receiving unit named", met=lambda now: bool(now.case.units)
    ),
    Need.UNITS_ACKNOWLEDGED: Requirement(
        label="Acknowledgement of every named receiving unit",
        met=lambda now: now.case.units <= now.case.acknowledged,
    ),
    Need.KNOWN_UNIT: Requirement(label="A unit that is named on this case", met=_known_unit),
    Need.ARRIVAL_RECORDED: Requirement(
        label="The arrival, recorded by a reception officer",
        met=lambda now: bool(now.case.received_by),
    ),
    Need.PEOPLE_COUNTED: Requirement(
        label="How many people came", met=lambda now: now.details.people != 0
    ),
    Need.NO_OFFER: Requirement(
        label="No other handing on open", met=lambda now: now.case.offered is None
    ),
    Need.OFFER: Requirement(
        label="An open handing on", met=lambda now: now.case.offered is not None
    ),
    Need.OFFERED_TO_YOU: Requirement(
        label="A handing on to your team", met=lambda now: _within(now, {now.case.offered})
    ),
    Need.ANOTHER_TEAM: Requirement(label="Another team than the present", met=_another_team),
    Need.TEAM_THAT_TALKS: Requirement(
        label="A team that conversations go to", met=_team_that_talks
    ),
    Need.SILENCE: Requirement(label="180 days without a word", met=_silent),
    Need.ASSIGNED: Requirement(label="Someone has it", met=lambda now: bool(now.case.assigned)),
    Need.A_SIGN: Requirement(
        label="A sign of urgency on this case",
        met=lambda now: bool(now.case.claimed | now.case.confirmed),
    ),
    Need.CODE_ALLOWED: Requirement(
        label="A new code allowed by a shift lead or coordinator, within the last hour",
        met=lambda now: code_allowed(now.case, now.at),
    ),
    Need.NOTHING_WAITS: Requirement(
        label="No word of the person waits for an answer, or 180 days are over",
        met=_nothing_waits,
    ),
    Need.GROUP: Requirement(label="A group", met=lambda now: now.case.kind is RequestKind.GROUP),
}
