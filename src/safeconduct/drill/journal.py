"""What a drill saw: each contact's way, and the tally of all of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

STEPS = ("form", "hand_in", "found", "answered", "read_back")


@dataclass(slots=True, kw_only=True)
class Contact:
    """One simulated person: what it has in hand and when each step was done (seconds)."""

    marker: str
    persona: str
    language: str
    digits: str = field(default="", repr=False)
    acknowledged: bool = False
    found: bool = False
    answered: bool = False
    read_back: bool = False
    gave_up: bool = False
    took: dict[str, float] = field(default_factory=dict)

    @property
    def lost(self) -> bool:
        """Whether something acknowledged is not at the desk, or an answer cannot be read."""
        return (self.acknowledged and not self.found) or (self.answered and not self.read_back)


def quantile(values: list[float], share: float) -> float | None:
    """Return the smallest value that `share` of all do not exceed, in ms; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000, 1)


def tally(contacts: Iterable[Contact]) -> dict[str, object]:
    """Return the drill's one JSON object: counts, and latencies per step in milliseconds."""
    all_of_them = list(contacts)
    latencies = {
        step: {
            name: quantile([one.took[step] for one in all_of_them if step in one.took], share)
            for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99))
        }
        for step in STEPS
    }
    return {
        "contacts": len(all_of_them),
        "acknowledged": sum(one.acknowledged for one in all_of_them),
        "found": sum(one.found for one in all_of_them),
        "answered": sum(one.answered for one in all_of_them),
        "read_back": sum(one.read_back for one in all_of_them),
        "lost": sum(one.lost for one in all_of_them),
        "gave_up": sum(one.gave_up for one in all_of_them),
        "latencies": latencies,
    }
