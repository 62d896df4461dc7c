"""Who works here: roles, the teams whose keys they hold, their rights, and what needs two people.

Sources: DOMAIN section 2 (roles), VAULT section 2 (which role belongs to which team).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


class Role(StrEnum):
    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    COORDINATOR = "coordinator"
    RECEPTION_OFFICER = "reception_officer"
    MEDICAL_OFFICER = "medical_officer"
    REGISTRAR = "registrar"
    TECHNICAL_INSPECTOR = "technical_inspector"
    COMMISSION_MEMBER = "commission_member"
    PAYMENT_OFFICER = "payment_officer"
    FAMILY_OFFICER = "family_officer"
    EXCHANGE_OFFICER = "exchange_officer"
    LEGAL_ADVISER = "legal_adviser"
    SPOKESPERSON = "spokesperson"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Team(StrEnum):
    INTAKE = "intake"
    LEAD = "lead"
    COORDINATION = "coordination"
    RECEPTION = "reception"
    CUSTODY = "custody"
    MEDICAL = "medical"
    REWARDS = "rewards"
    FAMILIES = "families"
    EXCHANGE = "exchange"
    LEGAL = "legal"
    OVERSIGHT = "oversight"


class Right(StrEnum):
    """One thing that a member of staff may do; which roles may is in `RIGHTS`."""

    READ_CASE = "read_case"
    ANSWER = "answer"
    ALLOW_NEW_CODE = "allow_new_code"
    ANSWER_CALLS = "answer_calls"
    LISTEN_TO_CALLS = "listen_to_calls"
    KEEP_CALLS_BRIEF = "keep_calls_brief"
    SPEAK_FOR = "speak_for"
    SORT = "sort"
    ASSIGN = "assign"
    HAND_ON = "hand_on"
    REVIEW = "review"
    PREREGISTER = "preregister"
    PROPOSE_ACCEPTANCE = "propose_acceptance"
    CONFIRM_ACCEPTANCE = "confirm_acceptance"
    REFER = "refer"
    JUDGE_ABUSE = "judge_abuse"
    REOPEN = "reopen"
    COORDINATE = "coordinate"
    POSTPONE = "postpone"
    ACKNOWLEDGE = "acknowledge"
    RECEIVE = "receive"
    WITNESS = "witness"
    REPORT_FATE = "report_fate"
    SEE_RECEIVED = "see_received"
    OPEN_PLACE_FOR_LEAD = "open_place_for_lead"
    OPEN_PLACE_FOR_COORDINATION = "open_place_for_coordination"
    SIGN_DIRECTORY_FOR_LEAD = "sign_directory_for_lead"
    SIGN_DIRECTORY_FOR_COORDINATION = "sign_directory_for_coordination"
    PUBLISH = "publish"
    RECORD = "record"
    APPROVE_RECORDING = "approve_recording"
    PRESS_PANIC = "press_panic"
    REOPEN_DOORS_FOR_LEAD = "reopen_doors_for_lead"
    REOPEN_DOORS_FOR_COORDINATION = "reopen_doors_for_coordination"
    GRANT_CASE = "grant_case"
    PROPOSE_MEMBER = "propose_member"
    CONFIRM_MEMBER = "confirm_member"
    SEE_QUEUE = "see_queue"
    SEE_HANDOVERS = "see_handovers"
    SEE_SHIFT = "see_shift"
    SEE_RULES = "see_rules"
    SEE_LOG = "see_log"
    SEE_PEOPLE = "see_people"
    SEE_PROGRAMME = "see_programme"
    RUN_SYSTEM = "run_system"


class Decision(StrEnum):
    """A decision that takes two people."""

    ACCEPTANCE = "acceptance"
    RECEPTION = "reception"
    WAY_BACK = "way_back"
    PLACE = "place"
    DIRECTORY = "directory"
    RECORDING = "recording"
    MEMBERSHIP = "membership"
    REOPENING = "reopening"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, slots=True, kw_only=True)
class FourEyes:
    """The two halves of a decision: two events, two people, each with the right of their half."""

    label: str
    first: Right
    second: Right


TEAMS: Mapping[Role, frozenset[Team]] = {
    Role.OPERATOR: frozenset({Team.INTAKE}),
    Role.SHIFT_LEAD: frozenset({Team.INTAKE, Team.LEAD}),
    Role.COORDINATOR: frozenset({Team.COORDINATION}),
    Role.RECEPTION_OFFICER: frozenset({Team.RECEPTION}),
    Role.MEDICAL_OFFICER: frozenset({Team.MEDICAL}),
    Role.REGISTRAR: frozenset({Team.CUSTODY}),
    Role.TECHNICAL_INSPECTOR: frozenset({Team.REWARDS}),
    Role.COMMISSION_MEMBER: frozenset({Team.REWARDS}),
    Role.PAYMENT_OFFICER: frozenset({Team.REWARDS}),
    Role.FAMILY_OFFICER: frozenset({Team.FAMILIES}),
    Role.EXCHANGE_OFFICER: frozenset({Team.EXCHANGE}),
    Role.LEGAL_ADVISER: frozenset({Team.LEGAL}),
    Role.SPOKESPERSON: frozenset(),
    Role.AUDITOR: frozenset({Team.OVERSIGHT}),
    Role.ADMINISTRATOR: frozenset(),
}

# A conversation never goes to custody, rewards, exchange or oversight: these keep aggregates of
# their own, and what links them is readable by coordinator and auditor only (DOMAIN section 3).
HANDED_TO: frozenset[Team] = frozenset(
    {
        Team.INTAKE,
        Team.LEAD,
        Team.COORDINATION,
        Team.RECEPTION,
        Team.MEDICAL,
        Team.FAMILIES,
        Team.LEGAL,
    }
)

LINE = frozenset({Role.OPERATOR, Role.SHIFT_LEAD})
TALKERS = LINE | {Role.COORDINATOR}
READERS = frozenset(role for role, teams in TEAMS.items() if teams & HANDED_TO)
KEY_HOLDERS = frozenset(role for role, teams in TEAMS.items() if teams)
EVERYONE = frozenset(Role)

RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.READ_CASE: READERS,
    Right.ANSWER: TALKERS,
    Right.ALLOW_NEW_CODE: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
    Right.ANSWER_CALLS: LINE,
    # Each listening is an event of the log; nobody who answers for the night is heard secretly.
    Right.LISTEN_TO_CALLS: frozenset({Role.SHIFT_LEAD}),
    Right.KEEP_CALLS_BRIEF: frozenset({Role.SHIFT_LEAD}),
    Right.SPEAK_FOR: TALKERS,
    Right.SORT: TALKERS,
    Right.ASSIGN: frozenset({Role.SHIFT_LEAD}),
    Right.HAND_ON: READERS,
    Right.REVIEW: TALKERS,
    Right.PREREGISTER: LINE,
    Right.PROPOSE_ACCEPTANCE: LINE,
    Right.CONFIRM_ACCEPTANCE: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
    Right.REFER: TALKERS,
    Right.JUDGE_ABUSE: frozenset({Role.SHIFT_LEAD}),
    Right.REOPEN: TALKERS,
    Right.COORDINATE: frozenset({Role.COORDINATOR}),
    Right.POSTPONE: TALKERS,
    Right.ACKNOWLEDGE: frozenset({Role.COORDINATOR, Role.RECEPTION_OFFICER}),
    Right.RECEIVE: frozenset({Role.RECEPTION_OFFICER}),
    Right.WITNESS: frozenset(
        {
            Role.RECEPTION_OFFICER,
            Role.MEDICAL_OFFICER,
            Role.REGISTRAR,
            Role.COORDINATOR,
            Role.SHIFT_LEAD,
        }
    ),
    Right.REPORT_FATE: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR, Role.RECEPTION_OFFICER}),
    # What stays of a received case: its log in closed words, none of its contents.
    Right.SEE_RECEIVED: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR, Role.RECEPTION_OFFICER}),
    Right.OPEN_PLACE_FOR_LEAD: frozenset({Role.SHIFT_LEAD}),
    Right.OPEN_PLACE_FOR_COORDINATION: frozenset({Role.COORDINATOR}),
    Right.SIGN_DIRECTORY_FOR_LEAD: frozenset({Role.SHIFT_LEAD}),
    Right.SIGN_DIRECTORY_FOR_COORDINATION: frozenset({Role.COORDINATOR}),
    Right.PUBLISH: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
    # Who speaks to people, and who speaks for the programme; what is heard answers to those who
    # sign the words, and they hold the key that a recording is signed with.
    Right.RECORD: TALKERS | {Role.SPOKESPERSON},
    Right.APPROVE_RECORDING: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
    # Whoever may see first that something is wrong closes; it takes two to open again.
    Right.PRESS_PANIC: TALKERS | {Role.ADMINISTRATOR},
    Right.REOPEN_DOORS_FOR_LEAD: frozenset({Role.SHIFT_LEAD}),
    Right.REOPEN_DOORS_FOR_COORDINATION: frozenset({Role.COORDINATOR}),
    Right.GRANT_CASE: frozenset({Role.SHIFT_LEAD, Role.COORDINATOR}),
    Right.PROPOSE_MEMBER: frozenset({Role.ADMINISTRATOR}),
    Right.CONFIRM_MEMBER: KEY_HOLDERS,
    Right.SEE_QUEUE: READERS,
    Right.SEE_HANDOVERS: TALKERS | {Role.RECEPTION_OFFICER},
    Right.SEE_SHIFT: READERS,
    Right.SEE_RULES: EVERYONE,
    Right.SEE_LOG: frozenset({Role.SHIFT_LEAD, Role.AUDITOR, Role.ADMINISTRATOR}),
    Right.SEE_PEOPLE: KEY_HOLDERS | {Role.ADMINISTRATOR},
    Right.SEE_PROGRAMME: frozenset(
        {
            Role.SHIFT_LEAD,
            Role.COORDINATOR,
            Role.LEGAL_ADVISER,
            Role.SPOKESPERSON,
            Role.AUDITOR,
            Role.ADMINISTRATOR,
        }
    ),
    Right.RUN_SYSTEM: frozenset({Role.ADMINISTRATOR}),
}

FOUR_EYES: Mapping[Decision, FourEyes] = {
    Decision.ACCEPTANCE: FourEyes(
        label="Accept a request",
        first=Right.PROPOSE_ACCEPTANCE,
        second=Right.CONFIRM_ACCEPTANCE,
    ),
    Decision.RECEPTION: FourEyes(
        label="Receive a person", first=Right.RECEIVE, second=Right.WITNESS
    ),
    Decision.WAY_BACK: FourEyes(
        label="Replace a lost code", first=Right.ALLOW_NEW_CODE, second=Right.ANSWER
    ),
    Decision.PLACE: FourEyes(
        label="Open a place that a person gave",
        first=Right.OPEN_PLACE_FOR_LEAD,
        second=Right.OPEN_PLACE_FOR_COORDINATION,
    ),
    Decision.DIRECTORY: FourEyes(
        label="Publish keys and texts",
        first=Right.SIGN_DIRECTORY_FOR_LEAD,
        second=Right.SIGN_DIRECTORY_FOR_COORDINATION,
    ),
    Decision.RECORDING: FourEyes(
        label="Let a recording be heard",
        first=Right.RECORD,
        second=Right.APPROVE_RECORDING,
    ),
    Decision.MEMBERSHIP: FourEyes(
        label="Take a member into a team",
        first=Right.PROPOSE_MEMBER,
        second=Right.CONFIRM_MEMBER,
    ),
    Decision.REOPENING: FourEyes(
        label="Open the doors for writing again",
        first=Right.REOPEN_DOORS_FOR_LEAD,
        second=Right.REOPEN_DOORS_FOR_COORDINATION,
    ),
    Decision.BREAK_GLASS: FourEyes(
        label="Grant one case to one member for 24 hours",
        first=Right.GRANT_CASE,
        second=Right.GRANT_CASE,
    ),
}


class ActorKind(StrEnum):
    """Whose hand an event is from."""

    STAFF = "staff"
    REQUESTER = "requester"
    ERRANDS = "errands"


CALL_SIGN = re.compile(r"[^\W\d_][\w-]{0,30}( [0-9]{1,3})?")
# Who acts in the log by a command that was given at the programme's machine.
MACHINE = "machine"
RESERVED = frozenset({ActorKind.REQUESTER.value, ActorKind.ERRANDS.value, MACHINE})


class NotACallSign(ValueError):
    """A call sign is one word, with a number if need be, and none of `RESERVED`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: staff by call sign and roles, the requester, or the clock's errands."""

    call_sign: str
    kind: ActorKind = ActorKind.STAFF
    roles: frozenset[Role] = frozenset()

    def __post_init__(self) -> None:
        known = is_call_sign(self.call_sign)
        if known if self.kind is not ActorKind.STAFF else not known:
            raise NotACallSign
        if self.roles and self.kind is not ActorKind.STAFF:
            raise NotACallSign

    def may(self, right: Right) -> bool:
        return bool(self.roles & RIGHTS[right])

    @property
    def teams(self) -> frozenset[Team]:
        return teams_of(self.roles)


def is_call_sign(text: str) -> bool:
    return bool(CALL_SIGN.fullmatch(text)) and text.lower() not in RESERVED


def teams_of(roles: frozenset[Role]) -> frozenset[Team]:
    """All teams whose key these roles hold."""
    return frozenset(chain.from_iterable(TEAMS[role] for role in roles))


def may(roles: frozenset[Role], right: Right) -> bool:
    return bool(roles & RIGHTS[right])


REQUESTER = Actor(call_sign=ActorKind.REQUESTER.value, kind=ActorKind.REQUESTER)
ERRANDS = Actor(call_sign=ActorKind.ERRANDS.value, kind=ActorKind.ERRANDS)
