"""The closed vocabulary of a case: its states, what is done to it, and the facts that are told."""

from collections.abc import Mapping
from enum import StrEnum

from safeconduct.domain.call_backs import CAME_OF, CameOf
from safeconduct.domain.calls import OUTCOMES, Outcome


class State(StrEnum):
    """Where a case is in its life; `unopened` is before the first event and never stored."""

    UNOPENED = "unopened"
    CONTACTED = "contacted"
    REQUESTED = "requested"
    IN_REVIEW = "in_review"
    PREREGISTERED = "preregistered"
    ACCEPTED = "accepted"
    COORDINATING = "coordinating"
    AWAITING_ARRIVAL = "awaiting_arrival"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    REFERRED = "referred"
    ABUSE = "abuse"
    ATTEMPT_FAILED = "attempt_failed"
    CAPTURED_OTHERWISE = "captured_otherwise"
    FATE_UNKNOWN = "fate_unknown"
    ERASED = "erased"
    PURGED = "purged"


class Action(StrEnum):
    """What someone does to a case; the event in the log has the same name."""

    # the person
    CONTACT = "contact"
    REQUEST = "request"
    ADD = "add"
    SEEN = "seen"
    RENEW = "renew"
    POSTPONE = "postpone"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    REOPEN = "reopen"
    # the conversation
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    SPEAK = "speak"
    CALL_BACK = "call_back"
    CALLED_BACK = "called_back"
    SETTLE = "settle"
    ALLOW_NEW_CODE = "allow_new_code"
    REPLACE_CODE = "replace_code"
    # the queue
    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    CONFIRM_SIGN = "confirm_sign"
    DROP_SIGN = "drop_sign"
    AMEND = "amend"
    HAND_ON = "hand_on"
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    # the decision
    REVIEW = "review"
    ASSESS = "assess"
    CONSENT = "consent"
    RETRACT_CONSENT = "retract_consent"
    PREREGISTER = "preregister"
    PROPOSE = "propose"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"
    DECLINE = "decline"
    # the handover
    PLAN = "plan"
    COORDINATE = "coordinate"
    NAME_UNIT = "name_unit"
    DROP_UNIT = "drop_unit"
    ACKNOWLEDGE = "acknowledge"
    AWAIT_ARRIVAL = "await_arrival"
    REPLAN = "replan"
    STAND_DOWN = "stand_down"
    RECEIVE = "receive"
    STRIKE_ARRIVAL = "strike_arrival"
    WITNESS = "witness"
    # ends
    LAPSE = "lapse"
    REFER = "refer"
    END_AS_ABUSE = "end_as_abuse"
    CLEAR_OF_ABUSE = "clear_of_abuse"
    REPORT_FAILURE = "report_failure"
    REPORT_CAPTURE = "report_capture"
    LOSE_TRACE = "lose_trace"
    PURGE = "purge"


class RequestKind(StrEnum):
    """Whom a contact is about."""

    SELF = "self"
    GROUP = "group"
    RELATIVE = "relative"
    QUESTION = "question"


class SizeBand(StrEnum):
    """How many people, as a band: an exact number could point at a unit."""

    UNKNOWN = "unknown"
    ALONE = "alone"
    FEW = "2-5"
    SOME = "6-15"
    MANY = "16-50"
    VERY_MANY = "over-50"


class ReviewResult(StrEnum):
    """What people found; none of these refuses anyone."""

    CLEAR = "clear"
    CAUTION = "caution"
    SUSPECTED_DURESS = "suspected_duress"
    SUSPECTED_TRAP = "suspected_trap"


class DeclineReason(StrEnum):
    """Why a proposal is not confirmed; the case goes on in review."""

    ASK_MORE = "ask_more"
    DURESS_NOT_EXCLUDED = "duress_not_excluded"
    TRAP_NOT_EXCLUDED = "trap_not_excluded"
    NO_SAFE_WAY_NOW = "no_safe_way_now"
    CANNOT_COME_YET = "cannot_come_yet"


class Referral(StrEnum):
    """Where a person was sent when another is the right one to help."""

    ANSWERED = "answered"
    FAMILY_SERVICE = "family_service"
    CENTRAL_TRACING_AGENCY = "central_tracing_agency"
    MEDICAL_HELP = "medical_help"
    LEGAL_HELP = "legal_help"
    EMERGENCY_SERVICE = "emergency_service"
    OTHER_PROGRAMME = "other_programme"


class PlanPart(StrEnum):
    """A part of a handover plan: the case knows that it exists, a sealed part what it says."""

    WINDOW = "window"
    POINT = "point"
    RECOGNITION = "recognition"
    COUNTER_SIGN = "counter_sign"


class Fact(StrEnum):
    """A detail that an event may carry; what it may say is in `details.VOCABULARY`."""

    KIND = "kind"
    SIZE = "size"
    CLAIMED = "claimed"
    CLAIMS_BEFORE = "claims_before"
    SIGN = "sign"
    RESULT = "result"
    REASON = "reason"
    REFERRAL = "referral"
    PART = "part"
    UNIT = "unit"
    MEMBER = "member"
    PEOPLE = "people"
    TEAM = "team"
    TO = "to"
    OUTCOME = "outcome"
    CAME_OF = "came_of"


LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    State: {
        State.UNOPENED: "Not opened yet",
        State.CONTACTED: "Contacted",
        State.REQUESTED: "Requested",
        State.IN_REVIEW: "In review",
        State.PREREGISTERED: "Pre-registered",
        State.ACCEPTED: "Accepted",
        State.COORDINATING: "Coordinating",
        State.AWAITING_ARRIVAL: "Awaiting arrival",
        State.RECEIVED: "Received",
        State.WITHDRAWN: "Withdrawn",
        State.LAPSED: "Lapsed",
        State.REFERRED: "Referred",
        State.ABUSE: "Abuse",
        State.ATTEMPT_FAILED: "Attempt failed",
        State.CAPTURED_OTHERWISE: "Captured otherwise",
        State.FATE_UNKNOWN: "Fate unknown",
        State.ERASED: "Erased by the person",
        State.PURGED: "Purged",
    },
    RequestKind: {
        RequestKind.SELF: "Alone",
        RequestKind.GROUP: "Group",
        RequestKind.RELATIVE: "Relative",
        RequestKind.QUESTION: "Question",
    },
    SizeBand: {
        SizeBand.UNKNOWN: "Number not told",
        SizeBand.ALONE: "Alone",
        SizeBand.FEW: "2–5",
        SizeBand.SOME: "6–15",
        SizeBand.MANY: "16–50",
        SizeBand.VERY_MANY: "Over 50",
    },
    ReviewResult: {
        ReviewResult.CLEAR: "Clear",
        ReviewResult.CAUTION: "Caution",
        ReviewResult.SUSPECTED_DURESS: "Suspected duress",
        ReviewResult.SUSPECTED_TRAP: "Suspected trap",
    },
    DeclineReason: {
        DeclineReason.ASK_MORE: "Ask more first",
        DeclineReason.DURESS_NOT_EXCLUDED: "Duress not excluded",
        DeclineReason.TRAP_NOT_EXCLUDED: "A trap not excluded",
        DeclineReason.NO_SAFE_WAY_NOW: "No safe way now",
        DeclineReason.CANNOT_COME_YET: "The person cannot come yet",
    },
    Referral: {
        Referral.ANSWERED: "Question answered",
        Referral.FAMILY_SERVICE: "Service for relatives",
        Referral.CENTRAL_TRACING_AGENCY: "Central Tracing Agency",
        Referral.MEDICAL_HELP: "Medical help",
        Referral.LEGAL_HELP: "Legal help",
        Referral.EMERGENCY_SERVICE: "Emergency service",
        Referral.OTHER_PROGRAMME: "Another programme",
    },
    PlanPart: {
        PlanPart.WINDOW: "Time window",
        PlanPart.POINT: "Reception point, by code",
        PlanPart.RECOGNITION: "Recognition signal",
        PlanPart.COUNTER_SIGN: "Counter-signal",
    },
    Outcome: OUTCOMES,
    CameOf: CAME_OF,
    Fact: {
        Fact.KIND: "whom it is about",
        Fact.SIZE: "how many, as a band",
        Fact.CLAIMED: "signs of urgency the person named",
        Fact.CLAIMS_BEFORE: "claims of this channel in the last hour",
        Fact.SIGN: "sign of urgency",
        Fact.RESULT: "review result",
        Fact.REASON: "reason",
        Fact.REFERRAL: "sent to",
        Fact.PART: "part of the plan",
        Fact.UNIT: "receiving unit, by number",
        Fact.MEMBER: "member of the group, by number",
        Fact.PEOPLE: "number of people",
        Fact.TEAM: "team",
        Fact.TO: "call sign",
        Fact.OUTCOME: "type of call",
        Fact.CAME_OF: "what came of it",
    },
}


def label(word: StrEnum) -> str:
    """What a word is called in English, at the desk and in the rules."""
    return LABELS[type(word)][word]
