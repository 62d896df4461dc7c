"""What a person who came back may ask for: add words, withdraw, have everything deleted.

Where the own word was wrong each wish is stored as a `doubt` and answered with the same words.
"""

from datetime import datetime

from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import Words
from safeconduct.cases.visits import Visit
from safeconduct.domain.role import Team
from safeconduct.programme.bundle import Bundle
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival, Facts


def add(bundle: Bundle, come: Visit, facts: Facts, words: Words) -> Arrival:
    if come.case_public is None:
        return doubt(bundle, come, facts, words)
    return arrivals.add(facts, words.encode(), come.keys, come.case_public)


def doubt(bundle: Bundle, come: Visit, facts: Facts, words: Words | None = None) -> Arrival:
    if words is None:
        return arrivals.doubt(facts, come.keys.locator)
    intake = bundle.team(Team.INTAKE)
    body = words.encode()
    return arrivals.doubt(facts, come.keys.locator, body=body, intake_public=intake.kem_public)


def withdraw(bundle: Bundle, come: Visit, facts: Facts) -> Arrival:
    known = come.case_public is not None
    return arrivals.withdraw(facts, come.keys) if known else doubt(bundle, come, facts)


def erase(bundle: Bundle, come: Visit, facts: Facts) -> Arrival:
    known = come.case_public is not None
    return arrivals.erase(facts, come.keys) if known else doubt(bundle, come, facts)


def note_doubt(bundle: Bundle, come: Visit, facts: Facts, at: datetime) -> None:
    """Note that a copy did not open. While too many doubts stand here, looking adds none."""
    if come.case_public is None and not come.waiting.quiet:
        store(doubt(bundle, come, facts), at)
