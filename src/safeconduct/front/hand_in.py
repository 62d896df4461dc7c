"""Seal a finished form and store it: the one durable step on the way to a code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import HandIn
from safeconduct.domain import urgency
from safeconduct.domain.dialogue import Answers
from safeconduct.domain.role import Team
from safeconduct.domain.scripts.report import REPORT, claimed_signs, request_kind, size_band
from safeconduct.front.door import door
from safeconduct.front.form_token import HandInOnce
from safeconduct.vault import arrivals, return_keys
from safeconduct.vault.return_keys import ReturnKeys

CHANNEL = "site"
DIGEST = REPORT.digest
FIRST_TEAMS = (Team.INTAKE, Team.LEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """The keys of a stored request; `first` unless this form was stored before, as it then was."""

    keys: ReturnKeys
    first: bool


def hand_in(
    once: HandInOnce, answers: Answers, *, own_word: str, language: str, at: datetime
) -> HandedIn:
    """Store a `new` and return the keys of its code; the same form again changes nothing.

    Raises django.db.Error when the database does not take it.
    """
    bundle = door().bundle
    facts = arrivals.Facts(
        id=once.id,
        channel=CHANNEL,
        language=language,
        directory_serial=bundle.serial,
        request_kind=request_kind(answers).value,
        urgency=urgency.written(claimed_signs(answers)),
        size_band=size_band(answers).value,
    )
    body = HandIn(script=REPORT.key, digest=DIGEST, answers=answers, at=at).encode()
    keys = return_keys.derive(once.code, own_word, bundle.salt)
    teams = [bundle.team(team) for team in FIRST_TEAMS]
    return HandedIn(keys=keys, first=store(arrivals.hand_in(facts, body, keys, teams), at))


def facts_of(identity: UUID, language: str) -> arrivals.Facts:
    """Return the clear facts of what comes after a `new`."""
    serial = door().bundle.serial
    return arrivals.Facts(id=identity, channel=CHANNEL, language=language, directory_serial=serial)
