"""What a drill saw: each contact's way, and the tally of all of them."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from safeconduct.drill.ways import CHANNELS, ON_THE_SITE, Way

COUNTED = ("acknowledged", "found", "answered", "read_back", "lost", "gave_up")
STEPS = ("form", "hand_in", "found", "answered", "read_back")


@dataclass(slots=True, kw_only=True)
class Contact:
    """One simulated person: what it has in hand and when each step was done (seconds)."""

    marker: str
    persona: str
    language: str
    way: Way = ON_THE_SITE
    code: str = field(default="", repr=False)
    acknowledged: bool = False
    found: bool = False
    answered: bool = False
    read_back: bool = False
    gave_up: bool = False
    left_on_screen: bool = False
    took: dict[str, float] = field(default_factory=dict)

    @property
    def lost(self) -> bool:
        """Whether something acknowledged is not at the desk, or an answer cannot be read."""
        return (self.acknowledged and not self.found) or (self.answered and not self.read_back)


def answer_to(marker: str) -> str:
    """Return what an operator of a drill answers: the person knows it by their marker."""
    return f"Мы прочли и отвечаем: {marker}."


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
    channels = {
        name: counts([one for one in all_of_them if one.way.asks == name]) for name in CHANNELS
    }
    return {
        **counts(all_of_them),
        "left_on_screen": sum(one.left_on_screen for one in all_of_them),
        "channels": {name: found for name, found in channels.items() if found["contacts"]},
        "ways": ways(all_of_them),
        "who_was_lost": [told(one) for one in all_of_them if one.lost or one.left_on_screen],
        "latencies": latencies,
    }


def counts(contacts: Iterable[Contact]) -> dict[str, int]:
    """Return how many people came as far as each step."""
    all_of_them = list(contacts)
    return {
        "contacts": len(all_of_them),
        **{name: sum(bool(getattr(one, name)) for one in all_of_them) for name in COUNTED},
    }


def told(contact: Contact) -> dict[str, object]:
    """Return how far one person came: enough to look for them at the desk."""
    steps = {name: getattr(contact, name) for name in COUNTED if name != "lost"}
    return {
        "marker": contact.marker, "persona": contact.persona, "language": contact.language,
        "way": contact.way.name, **steps, "left_on_screen": contact.left_on_screen,
    }  # fmt: skip


def ways(contacts: Iterable[Contact]) -> dict[str, int]:
    """Return on which ways answers were read back, and by how many."""
    return dict(Counter(one.way.name for one in contacts if one.read_back))
