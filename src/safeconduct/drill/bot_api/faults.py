"""Trouble on demand: outages, broken answers, updates that come thrice or in any order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.drill.bot_api.updates import Update


class Trouble(StrEnum):
    """What may befall a call; `TRUNCATED` and `LOST` befall its answer only."""

    REFUSED = "refused"
    CUT = "cut"
    BAD_GATEWAY = "bad_gateway"
    SERVER_ERROR = "server_error"
    TOO_MANY = "too_many"
    TRUNCATED = "truncated"
    LOST = "lost"


OUTAGES = (Trouble.REFUSED, Trouble.CUT, Trouble.BAD_GATEWAY)
FAULTS = (
    Trouble.BAD_GATEWAY,
    Trouble.SERVER_ERROR,
    Trouble.TOO_MANY,
    Trouble.TRUNCATED,
    Trouble.LOST,
)


@dataclass(slots=True, kw_only=True)
class Fault:
    kind: Trouble
    calls: int
    method: str = ""
    retry_after: int = 1


@dataclass(slots=True)
class Faults:
    """What is wrong now; nothing, unless somebody asked for it."""

    outage: Trouble | None = None
    outage_until: float = 0.0
    copies: int = 1
    shuffled: bool = False
    waiting: list[Fault] = field(default_factory=list)

    def out(self, now: float) -> bool:
        return self.outage is not None and now < self.outage_until

    def strike(self, method: str, now: float) -> Fault | None:
        """Return what befalls this call, and count it."""
        if self.outage and self.out(now):
            return Fault(kind=self.outage, calls=1)
        for fault in self.waiting:
            if fault.method in {"", method}:
                fault.calls -= 1
                if fault.calls <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def delivered(self, updates: Sequence[Update]) -> list[Update]:
        """Return updates as they arrive: each so many times, in any order when shuffled."""
        arriving = [update for update in updates for _ in range(self.copies)]
        if self.shuffled:
            random.shuffle(arriving)
        return arriving
