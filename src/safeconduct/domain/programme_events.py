"""What the log tells of the programme itself and its staff: closed words, a call sign, a number."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from safeconduct.domain.calls import Outcome
from safeconduct.domain.retention import Kept
from safeconduct.domain.role import Role, Team, is_call_sign

LARGEST_NUMBER = 999_999
DIGEST = re.compile("[0-9a-f]{32}")
# A call by the first digits of its random name, which dies within 72 hours.
CALL = re.compile(r"[0-9a-f]{8}")


class Happening(StrEnum):
    """One kind of event of the programme."""

    FOUNDED = "founded"
    FOUNDING_UNDONE = "founding_undone"
    INVITED = "invited"
    ENROLLED = "enrolled"
    ROLE_GIVEN = "role_given"
    ROLE_PROPOSED = "role_proposed"
    ROLE_CONFIRMED = "role_confirmed"
    ROLE_REFUSED = "role_refused"
    REMOVED = "removed"
    KEY_RENEWED = "key_renewed"
    DIRECTORY_DRAFTED = "directory_drafted"
    DIRECTORY_PUBLISHED = "directory_published"
    RECORDED = "recorded"
    RECORDING_APPROVED = "recording_approved"
    RECORDING_REFUSED = "recording_refused"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    OTHERS_ENDED = "others_ended"
    LANGUAGE_CHOSEN = "language_chosen"
    UNLOCKED = "unlocked"
    UNLOCKING_FAILED = "unlocking_failed"
    LOCKED = "locked"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    EVERYBODY_LOCKED = "everybody_locked"
    PANIC_PRESSED = "panic_pressed"
    REOPENING_ASKED = "reopening_asked"
    REOPENED = "reopened"
    DESTROYED = "destroyed"
    LINE_TESTED = "line_tested"
    CALL_WRAPPED_UP = "call_wrapped_up"
    CALL_LISTENED_TO = "call_listened_to"
    CALLS_KEPT_BRIEF = "calls_kept_brief"
    CALLS_WHOLE_AGAIN = "calls_whole_again"


class NotTellable(ValueError):
    """An event says something else than its kind allows; names the kind, never the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom or what an event is about; what it does not say is None."""

    member: str | None = None
    role: Role | None = None
    team: Team | None = None
    version: int | None = None
    serial: int | None = None
    index: int | None = None
    kept: Kept | None = None
    count: int | None = None
    prompt: str | None = None
    sound: str | None = None
    call: str | None = None
    outcome: Outcome | None = None
    hours: int | None = None

    @property
    def said(self) -> Mapping[str, object]:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value is not None}


ON_A_MEMBER = frozenset({"member"})
ON_A_ROLE = frozenset({"member", "role"})
# The directory of keys and the index of texts are signed together.
BOTH_SERIALS = frozenset({"serial", "index"})
# The words that a recording says and the sound itself, each by its digest.
A_RECORDING = frozenset({"prompt", "sound"})
SAYS: Mapping[Happening, frozenset[str]] = {
    Happening.FOUNDED: frozenset({"serial"}),
    Happening.FOUNDING_UNDONE: frozenset(),
    Happening.INVITED: ON_A_MEMBER,
    Happening.ENROLLED: ON_A_MEMBER,
    Happening.ROLE_GIVEN: ON_A_ROLE,
    Happening.ROLE_PROPOSED: ON_A_ROLE,
    Happening.ROLE_CONFIRMED: ON_A_ROLE,
    Happening.ROLE_REFUSED: ON_A_ROLE,
    Happening.REMOVED: ON_A_MEMBER,
    Happening.KEY_RENEWED: frozenset({"team", "version"}),
    Happening.DIRECTORY_DRAFTED: BOTH_SERIALS,
    Happening.DIRECTORY_PUBLISHED: BOTH_SERIALS,
    Happening.RECORDED: A_RECORDING,
    Happening.RECORDING_APPROVED: A_RECORDING,
    Happening.RECORDING_REFUSED: A_RECORDING,
    Happening.SIGNED_IN: frozenset(),
    Happening.SIGNED_OUT: frozenset(),
    Happening.OTHERS_ENDED: frozenset(),
    Happening.LANGUAGE_CHOSEN: frozenset(),
    Happening.UNLOCKED: frozenset(),
    Happening.UNLOCKING_FAILED: frozenset(),
    Happening.LOCKED: frozenset(),
    Happening.SECOND_FACTOR_FAILED: frozenset(),
    Happening.EVERYBODY_LOCKED: frozenset(),
    Happening.PANIC_PRESSED: frozenset(),
    Happening.REOPENING_ASKED: frozenset(),
    Happening.REOPENED: frozenset(),
    Happening.DESTROYED: frozenset({"kept", "count"}),
    Happening.LINE_TESTED: frozenset(),
    Happening.CALL_WRAPPED_UP: frozenset({"call", "outcome"}),
    Happening.CALL_LISTENED_TO: frozenset({"call", "member"}),
    Happening.CALLS_KEPT_BRIEF: frozenset({"hours"}),
    Happening.CALLS_WHOLE_AGAIN: frozenset(),
}


def _number(value: object) -> bool:
    return type(value) is int and 0 < value <= LARGEST_NUMBER


def _digest(value: object) -> bool:
    return isinstance(value, str) and bool(DIGEST.fullmatch(value))


VOCABULARY: Mapping[str, Callable[[object], bool]] = {
    "member": lambda value: isinstance(value, str) and is_call_sign(value),
    "role": lambda value: isinstance(value, Role),
    "team": lambda value: isinstance(value, Team),
    "version": _number,
    "serial": _number,
    "index": _number,
    "kept": lambda value: isinstance(value, Kept),
    "count": _number,
    "prompt": _digest,
    "sound": _digest,
    "call": lambda value: isinstance(value, str) and bool(CALL.fullmatch(value)),
    "outcome": lambda value: isinstance(value, Outcome),
    "hours": _number,
}
NOTHING = About()


def told(kind: Happening, about: About = NOTHING) -> str:
    """Return what an event says as canonical JSON; raises NotTellable for anything else."""
    said = about.said
    if said.keys() != SAYS[kind] or not all(VOCABULARY[name](said[name]) for name in said):
        raise NotTellable(kind.value)
    return json.dumps(dict(said), sort_keys=True, separators=(",", ":"))
