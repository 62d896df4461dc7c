"""What the log may tell of the programme itself, and that it can say nothing else."""

import pytest

from safeconduct.domain.calls import Outcome
from safeconduct.domain.programme_events import (
    SAYS,
    VOCABULARY,
    About,
    Happening,
    NotTellable,
    told,
)
from safeconduct.domain.retention import Kept
from safeconduct.domain.role import MACHINE, Role, Team, is_call_sign

FREE_TEXT = "my name is Ivan and I am in the wood"
SAMPLES = {
    "member": "Yuri", "role": Role.OPERATOR, "team": Team.INTAKE, "version": 2, "serial": 3,
    "index": 4,
    "kept": Kept.REFUSED, "count": 4,
    "prompt": "0123456789abcdef" * 2, "sound": "fedcba9876543210" * 2,
    "call": "0badcafe", "outcome": Outcome.QUESTION, "hours": 12,
}  # fmt: skip


@pytest.mark.parametrize("kind", Happening)
def test_each_event_says_exactly_its_facts(kind: Happening) -> None:
    whole = {name: SAMPLES[name] for name in SAYS[kind]}
    assert told(kind, About(**whole)).isascii()
    for name, value in SAMPLES.items():
        other = {**whole, name: value}
        if name in whole:
            del other[name]
        with pytest.raises(NotTellable):
            told(kind, About(**other))


@pytest.mark.parametrize("name", VOCABULARY)
def test_no_fact_takes_free_text(name: str) -> None:
    kind = next(one for one in Happening if name in SAYS[one])
    said = {fact: SAMPLES[fact] for fact in SAYS[kind]} | {name: FREE_TEXT}
    with pytest.raises(NotTellable) as refused:
        told(kind, About(**said))
    assert FREE_TEXT not in str(refused.value)


def test_facts_are_written_canonically() -> None:
    about = About(role=Role.OPERATOR, member="Yuri")
    assert told(Happening.ROLE_PROPOSED, about) == '{"member":"Yuri","role":"operator"}'


def test_nobody_is_called_like_the_machine() -> None:
    assert not is_call_sign(MACHINE)
    assert not is_call_sign(MACHINE.capitalize())
