"""Talks on the line: who may wish what in one, how it ended, and whom that slows."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Part(StrEnum):
    """What a seat does in a call. `takes`: it is asked to take it over; `hears`: unheard itself."""

    LEADS = "leads"
    TAKES = "takes"
    JOINS = "joins"
    HEARS = "hears"


class What(StrEnum):
    """What can be wished of a call. Muting is no wish: the browser does it by itself."""

    TAKE = "take"
    HOLD = "hold"
    RESUME = "resume"
    HANG_UP = "hang_up"
    PUT_THROUGH = "put_through"
    WHISPER_DONE = "whisper_done"
    BRING_IN = "bring_in"
    LISTEN = "listen"
    LET_GO = "let_go"
    CALL_BACK = "call_back"


MEANS: Mapping[What, str] = {
    What.TAKE: "this caller rings at the own seat",
    What.HOLD: "the caller hears music",
    What.RESUME: "the caller hears the operator again; a colleague who is asked is let go",
    What.HANG_UP: "the talk is over; where a colleague speaks already, it is theirs",
    What.PUT_THROUGH: "a colleague's seat rings, the caller is held, the two speak",
    What.WHISPER_DONE: "the caller is the colleague's now",
    What.BRING_IN: "a colleague's seat rings, to be heard by all, as an interpreter",
    What.LISTEN: "the talk is heard, unheard oneself; an event of the log comes first",
    What.LET_GO: "one leaves the talk: who leads sends a colleague, everybody else goes",
    What.CALL_BACK: "the own seat rings, then the person who wished to be called",
}
"""What the line does for each wish."""

WISHES: Mapping[Part | None, frozenset[What]] = {
    None: frozenset({What.TAKE, What.CALL_BACK}),
    Part.LEADS: frozenset(
        {
            What.HOLD, What.RESUME, What.HANG_UP, What.PUT_THROUGH, What.WHISPER_DONE,
            What.BRING_IN, What.LET_GO,
        }
    ),
    Part.TAKES: frozenset({What.LET_GO}),
    Part.JOINS: frozenset({What.LET_GO}),
    Part.HEARS: frozenset({What.LET_GO}),
}  # fmt: skip
"""What who has which part in a call may wish; None: who has a free seat and no part in any.

To listen stands nowhere: it takes a right and an event of the log, not a part.
"""

LETS_OTHERS_GO = frozenset({Part.LEADS})
"""Who lets another go by `let_go`; everybody else lets themselves go."""


class Outcome(StrEnum):
    """The call types, as an operator names one of them once a talk is over."""

    ABOUT_SELF = "about_self"
    ABOUT_ANOTHER = "about_another"
    SILENT = "silent"
    HANG_UP = "hang_up"
    ABUSIVE = "abusive"
    THANKS = "thanks"
    QUESTION = "question"
    EMERGENCY = "emergency"


OUTCOMES: Mapping[StrEnum, str] = {
    Outcome.ABOUT_SELF: "About themselves",
    Outcome.ABOUT_ANOTHER: "About somebody else",
    Outcome.QUESTION: "A question",
    Outcome.EMERGENCY: "An emergency",
    Outcome.THANKS: "Thanks",
    Outcome.SILENT: "Nobody spoke",
    Outcome.HANG_UP: "Hung up",
    Outcome.ABUSIVE: "Abusive",
}
"""What each is called, in the order in which an operator is offered them."""

ABUSIVE_TIMES, ABUSIVE_WITHIN = 3, timedelta(hours=24)


def may_wish(what: What, part: Part | None) -> bool:
    """Say whether who has this part in a call may wish this of it; None: a free seat."""
    return what in WISHES[part]


def is_slowed(abusive: Collection[datetime]) -> bool:
    """Say whether so many talks of one number were abusive within a day that it waits longer."""
    turns = sorted(abusive)
    last = turns[ABUSIVE_TIMES - 1 :]
    return any(end - begin < ABUSIVE_WITHIN for begin, end in zip(turns, last, strict=False))
