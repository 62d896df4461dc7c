"""What an event may say: a closed vocabulary, enforced when the value is made. Never free text."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from safeconduct.domain.call_backs import CameOf
from safeconduct.domain.calls import Outcome
from safeconduct.domain.life.words import (
    DeclineReason,
    Fact,
    PlanPart,
    Referral,
    RequestKind,
    ReviewResult,
    SizeBand,
)
from safeconduct.domain.role import Team, is_call_sign
from safeconduct.domain.urgency import Sign, in_order

LARGEST_COUNT = 9999


class NotInVocabulary(ValueError):
    """A detail says something outside its closed vocabulary; names the fact, never the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The facts of one event; what was not said is None, or no sign at all."""

    kind: RequestKind | None = None
    size: SizeBand | None = None
    claimed: frozenset[Sign] = frozenset()
    claims_before: int | None = None
    sign: Sign | None = None
    result: ReviewResult | None = None
    reason: DeclineReason | None = None
    referral: Referral | None = None
    part: PlanPart | None = None
    unit: int | None = None
    member: int | None = None
    people: int | None = None
    team: Team | None = None
    to: str | None = None
    outcome: Outcome | None = None
    came_of: CameOf | None = None

    def __post_init__(self) -> None:
        for fact in self.said:
            if not VOCABULARY[fact](getattr(self, fact)):
                raise NotInVocabulary(fact.value)

    @property
    def said(self) -> tuple[Fact, ...]:
        """Which facts are told, in the order of the vocabulary."""
        return tuple(fact for fact in Fact if getattr(self, fact) not in (None, frozenset()))


def _one_of(words: type[StrEnum]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, words)


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_COUNT


def _signs(value: object) -> bool:
    return isinstance(value, frozenset) and all(isinstance(sign, Sign) for sign in value)


def _call_sign(value: object) -> bool:
    return isinstance(value, str) and is_call_sign(value)


CLOSED: Mapping[Fact, type[StrEnum]] = {
    Fact.KIND: RequestKind,
    Fact.SIZE: SizeBand,
    Fact.SIGN: Sign,
    Fact.RESULT: ReviewResult,
    Fact.REASON: DeclineReason,
    Fact.REFERRAL: Referral,
    Fact.PART: PlanPart,
    Fact.TEAM: Team,
    Fact.OUTCOME: Outcome,
    Fact.CAME_OF: CameOf,
}
COUNTS = (Fact.CLAIMS_BEFORE, Fact.UNIT, Fact.MEMBER, Fact.PEOPLE)
VOCABULARY: Mapping[Fact, Callable[[object], bool]] = {
    **{fact: _one_of(words) for fact, words in CLOSED.items()},
    **dict.fromkeys(COUNTS, _count),
    Fact.CLAIMED: _signs,
    Fact.TO: _call_sign,
}

NOTHING_SAID = Details()
Word = TypeVar("Word", bound=StrEnum)


def written(details: Details) -> str:
    """The details as canonical JSON: keys sorted, no spaces, ASCII."""
    said = {fact.value: _plain(getattr(details, fact)) for fact in details.said}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Details:
    """The details that `written` wrote; raises NotInVocabulary for anything else."""
    try:
        details = _meant(json.loads(text))
    except (ValueError, AttributeError) as wrong:
        raise NotInVocabulary from wrong
    if written(details) != text:
        raise NotInVocabulary
    return details


def _meant(told: Mapping[str, object]) -> Details:
    return Details(
        kind=_word(RequestKind, told.get(Fact.KIND)),
        size=_word(SizeBand, told.get(Fact.SIZE)),
        claimed=_all_signs(told.get(Fact.CLAIMED)),
        claims_before=_number(told.get(Fact.CLAIMS_BEFORE)),
        sign=_word(Sign, told.get(Fact.SIGN)),
        result=_word(ReviewResult, told.get(Fact.RESULT)),
        reason=_word(DeclineReason, told.get(Fact.REASON)),
        referral=_word(Referral, told.get(Fact.REFERRAL)),
        part=_word(PlanPart, told.get(Fact.PART)),
        unit=_number(told.get(Fact.UNIT)),
        member=_number(told.get(Fact.MEMBER)),
        people=_number(told.get(Fact.PEOPLE)),
        team=_word(Team, told.get(Fact.TEAM)),
        to=_text(told.get(Fact.TO)),
        outcome=_word(Outcome, told.get(Fact.OUTCOME)),
        came_of=_word(CameOf, told.get(Fact.CAME_OF)),
    )


def _word(words: type[Word], told: object) -> Word | None:
    return None if told is None else words(str(told))


def _all_signs(told: object) -> frozenset[Sign]:
    return frozenset(Sign(str(sign)) for sign in told) if isinstance(told, list) else frozenset()


def _number(told: object) -> int | None:
    return told if isinstance(told, int) else None


def _text(told: object) -> str | None:
    return told if isinstance(told, str) else None


def _plain(value: object) -> object:
    return in_order(value) if isinstance(value, frozenset) else value
