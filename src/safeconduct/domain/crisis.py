"""What cannot wait for the next question: words said at once, who is called, and what waits.

A crisis changes the order of help, never the decision about a request (DOMAIN section 2). Words
are reviewed texts, referred to by key; what is in `later` is asked afterwards and never now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from safeconduct.domain.role import Role
from safeconduct.domain.urgency import Sign


class Crisis(StrEnum):
    UNDER_FIRE = "under_fire"
    SELF_HARM = "self_harm"
    SEVERE_WOUND = "severe_wound"
    MINOR = "minor"


class Later(StrEnum):
    """What staff may want to know, and do not ask while help is on its way."""

    WHO_THEY_ARE = "who_they_are"
    WHY_THEY_COME = "why_they_come"
    WHEN_THEY_COME = "when_they_come"
    HOW_IT_HAPPENED = "how_it_happened"
    HOW_MANY_THEY_ARE = "how_many_they_are"
    WHO_TO_TELL = "who_to_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One row: the sign that starts it, the text said at once, the roles called, the target."""

    label: str
    sign: Sign
    text: str
    called: tuple[Role, ...]
    within: timedelta
    later: tuple[Later, ...]


CRISES: Mapping[Crisis, Protocol] = {
    Crisis.UNDER_FIRE: Protocol(
        label="Under fire or being found now",
        sign=Sign.DANGER_NOW,
        text="crisis.under_fire",
        called=(Role.OPERATOR, Role.SHIFT_LEAD),
        within=timedelta(minutes=2),
        later=(
            Later.WHO_THEY_ARE,
            Later.WHY_THEY_COME,
            Later.HOW_MANY_THEY_ARE,
            Later.WHEN_THEY_COME,
        ),
    ),
    Crisis.SELF_HARM: Protocol(
        label="May harm themselves",
        sign=Sign.SELF_HARM,
        text="crisis.self_harm",
        called=(Role.OPERATOR, Role.SHIFT_LEAD, Role.MEDICAL_OFFICER),
        within=timedelta(minutes=2),
        later=(Later.WHO_THEY_ARE, Later.WHEN_THEY_COME, Later.WHO_TO_TELL),
    ),
    Crisis.SEVERE_WOUND: Protocol(
        label="A severe wound",
        sign=Sign.WOUNDED,
        text="crisis.severe_wound",
        called=(Role.OPERATOR, Role.MEDICAL_OFFICER, Role.SHIFT_LEAD),
        within=timedelta(minutes=3),
        later=(Later.WHO_THEY_ARE, Later.WHY_THEY_COME, Later.HOW_IT_HAPPENED),
    ),
    Crisis.MINOR: Protocol(
        label="Someone under 18",
        sign=Sign.MINOR,
        text="crisis.minor",
        called=(Role.OPERATOR, Role.SHIFT_LEAD, Role.LEGAL_ADVISER),
        within=timedelta(minutes=10),
        later=(Later.WHY_THEY_COME, Later.HOW_IT_HAPPENED, Later.WHO_TO_TELL),
    ),
}


def crises(signs: Iterable[Sign]) -> tuple[Crisis, ...]:
    """The crises that these signs may be, the most urgent first."""
    named = frozenset(signs)
    return tuple(crisis for crisis, row in CRISES.items() if row.sign in named)
