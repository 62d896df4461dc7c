"""What a check finds: one line, how much it matters, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from safeconduct.programme.deployment import Deployment
from safeconduct.programme.home import Home


class Weight(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    NOTE = "note"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    weight: Weight
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is looked at: a programme's folder, and its deployment where it has a whole one."""

    home: Home
    deployment: Deployment | None
    at: datetime

    def grave(self, words: str) -> Finding:
        """Return what is unsafe for real people, and a note where nobody's life hangs on it."""
        practice = self.deployment is not None and not self.deployment.live
        return note(words) if practice else unsafe(words)


Check: TypeAlias = Callable[[Patient], Iterator[Finding]]


def good(words: str) -> Finding:
    return Finding(weight=Weight.GOOD, words=words)


def note(words: str) -> Finding:
    return Finding(weight=Weight.NOTE, words=words)


def unsafe(words: str) -> Finding:
    return Finding(weight=Weight.UNSAFE, words=words)
