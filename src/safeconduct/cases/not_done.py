"""Why the panic key did not turn, in words for the one who tried."""

from collections.abc import Mapping
from enum import StrEnum


class Shut(StrEnum):
    """Why the panic key did not turn, one way or the other."""

    NOT_YOURS = "not_yours"
    OPEN = "open"
    SAME_PERSON = "same_person"
    SAME_HALF = "same_half"


REASONS: Mapping[Shut, str] = {
    Shut.NOT_YOURS: "Your role does not do this.",
    Shut.OPEN: "Writing is open: there is nothing to open again.",
    Shut.SAME_PERSON: "You asked for it yourself: another person opens.",
    Shut.SAME_HALF: "Your half is given already: the other one opens.",
}


class NotDone(Exception):
    """The panic key was not turned; the reason in words."""

    def __init__(self, why: Shut) -> None:
        super().__init__(REASONS[why])
        self.why = why
