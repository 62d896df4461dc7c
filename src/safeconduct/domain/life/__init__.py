"""The life of a case as tables (DOMAIN section 3), and the four functions that walk them."""

from safeconduct.domain.life.act import Act
from safeconduct.domain.life.acts import ACTS
from safeconduct.domain.life.case import Case, Declined, Event, NotAMinute, to_the_minute
from safeconduct.domain.life.deciding import (
    WHY,
    Impossible,
    Offer,
    Refusal,
    Why,
    decide,
    evolve,
    offers,
    replay,
)
from safeconduct.domain.life.details import CLOSED, NOTHING_SAID, Details, NotInVocabulary
from safeconduct.domain.life.details import read as read_details
from safeconduct.domain.life.details import written as written_details
from safeconduct.domain.life.moves import BEFORE_ARRIVAL, EMPTIED, ENDS, LIFE
from safeconduct.domain.life.needs import (
    KEPT,
    NEEDS,
    Need,
    code_allowed,
    lapses_at,
    purges_at,
)
from safeconduct.domain.life.words import (
    Action,
    DeclineReason,
    Fact,
    PlanPart,
    Referral,
    RequestKind,
    ReviewResult,
    SizeBand,
    State,
    label,
)
from safeconduct.domain.role import ERRANDS, REQUESTER, Actor, ActorKind

__all__ = [
    "ACTS",
    "BEFORE_ARRIVAL",
    "CLOSED",
    "EMPTIED",
    "ENDS",
    "ERRANDS",
    "KEPT",
    "LIFE",
    "NEEDS",
    "NOTHING_SAID",
    "REQUESTER",
    "WHY",
    "Act",
    "Action",
    "Actor",
    "ActorKind",
    "Case",
    "DeclineReason",
    "Declined",
    "Details",
    "Event",
    "Fact",
    "Impossible",
    "Need",
    "NotAMinute",
    "NotInVocabulary",
    "Offer",
    "PlanPart",
    "Referral",
    "Refusal",
    "RequestKind",
    "ReviewResult",
    "SizeBand",
    "State",
    "Why",
    "code_allowed",
    "decide",
    "evolve",
    "label",
    "lapses_at",
    "offers",
    "purges_at",
    "read_details",
    "replay",
    "to_the_minute",
    "written_details",
]
