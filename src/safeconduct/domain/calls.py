"""How a talk on the line ended, in the call types of the field."""

from collections.abc import Mapping
from enum import StrEnum


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
