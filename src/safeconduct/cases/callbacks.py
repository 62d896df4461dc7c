"""A wish to be called, and when: only who said that a call is safe has one.

The number lies sealed in the case with the other answers; what is shown of it are its last digits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.cases.timeline import Item, ItemKind
from safeconduct.domain.call_backs import SCRIPT

NUMBERS = ("other_number", "number")
"""Where a wish names its number: one that was typed counts before that of the call."""
SHOWN_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackWish:
    """Who may be called, `hours` being when; `at` and `seq` say when this was wished.

    `outdated`: the code was given anew since, so that the number may be in other hands.
    """

    number: str = field(repr=False)
    hours: str
    at: datetime
    seq: int
    outdated: bool = False

    @property
    def masked(self) -> str:
        return masked(self.number)


def callback_wish(timeline: Iterable[Item]) -> CallbackWish | None:
    """Return the newest wish of a case, if it has one whose call was said to be safe.

    Nobody is called at a number that an older code names.
    """
    wishes = [wish for item in timeline if not item.old_code and (wish := _wish(item))]
    return max(wishes, key=lambda wish: wish.seq, default=None)


def _wish(item: Item) -> CallbackWish | None:
    told = dict(item.answers)
    number = next((told[key] for key in NUMBERS if told.get(key)), "")
    declared = told.get("safe") == "yes" and told.get("alone") == "yes"
    if item.kind is not ItemKind.ANSWERS or item.script != SCRIPT or not (declared and number):
        return None
    return CallbackWish(
        number=number,
        hours=told.get("hours", ""),
        at=item.at,
        seq=item.seq,
        outdated=item.outdated,
    )


def masked(number: str) -> str:
    """Return a number of which only the last digits can be read."""
    return "•" * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]
