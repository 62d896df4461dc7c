"""Why nothing was signed or published, in words for the one who tried."""

from collections.abc import Mapping
from enum import StrEnum


class Unsigned(StrEnum):
    """Why nothing was signed or published."""

    NOT_A_SIGNER = "not_a_signer"
    SAME_PERSON = "same_person"
    SAME_HALF = "same_half"
    NO_KEY = "no_key"
    NOTHING_WAITS = "nothing_waits"
    ANOTHER = "another"
    OLD = "old"
    NOT_NEXT = "not_next"
    OTHER_TEXTS = "other_texts"
    OTHER_CHANGES = "other_changes"
    BROKEN_KEY = "broken_key"
    FORGED = "forged"


REASONS: Mapping[Unsigned, str] = {
    Unsigned.NOT_A_SIGNER: "Shift lead and coordinator sign, and nobody else.",
    Unsigned.SAME_PERSON: "Whoever drafted it does not sign the second half: another person does.",
    Unsigned.SAME_HALF: "Your half is signed already: the other signer has to sign.",
    Unsigned.NO_KEY: "You do not hold the signing key of your half.",
    Unsigned.NOTHING_WAITS: "There is nothing waiting for a signature.",
    Unsigned.ANOTHER: "It changed while you looked at it. Look again, then sign.",
    Unsigned.OLD: "The draft is more than a day old: draft it anew.",
    Unsigned.NOT_NEXT: "The draft does not follow what is published now: draft it anew.",
    Unsigned.OTHER_TEXTS: "The draft holds other texts than this version: draft it anew.",
    Unsigned.OTHER_CHANGES: "The draft changes what it must not: draft it anew.",
    Unsigned.BROKEN_KEY: "A team’s new key does not follow from the one before.",
    Unsigned.FORGED: "The first signature under the draft does not verify.",
}


class NotPublished(Exception):
    """This publication is not signed; `why` says the reason."""

    def __init__(self, why: Unsigned) -> None:
        super().__init__(REASONS[why])
        self.why = why
