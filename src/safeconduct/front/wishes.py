"""What a person who came back may ask for: add words, withdraw, have everything deleted.

Where the own word was wrong each wish is stored as a `doubt` and answered with the same words.
"""

from datetime import datetime
from uuid import UUID, uuid4

from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import Words
from safeconduct.domain.role import Team
from safeconduct.front.door import Door
from safeconduct.front.hand_in import CHANNEL
from safeconduct.front.visits import Visit
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import Arrival, Facts


def add(door: Door, come: Visit, facts: Facts, words: Words) -> Arrival:
    if come.case_public is None:
        return doubt(door, come, facts, words)
    return arrivals.add(facts, words.encode(), come.keys, come.case_public)


def doubt(door: Door, come: Visit, facts: Facts, words: Words | None = None) -> Arrival:
    if words is None:
        return arrivals.doubt(facts, come.keys.locator)
    intake = door.bundle.team(Team.INTAKE)
    body = words.encode()
    return arrivals.doubt(facts, come.keys.locator, body=body, intake_public=intake.kem_public)


def withdraw(door: Door, come: Visit, facts: Facts) -> Arrival:
    known = come.case_public is not None
    return arrivals.withdraw(facts, come.keys) if known else doubt(door, come, facts)


def erase(door: Door, come: Visit, facts: Facts) -> Arrival:
    known = come.case_public is not None
    return arrivals.erase(facts, come.keys) if known else doubt(door, come, facts)


def facts_of(door: Door, identity: UUID, language: str) -> Facts:
    return Facts(
        id=identity, channel=CHANNEL, language=language, directory_serial=door.bundle.serial
    )


def note_doubt(door: Door, come: Visit, language: str, at: datetime) -> None:
    """Note that a copy did not open. While too many doubts stand here, looking adds none."""
    if come.case_public is None and not come.waiting.quiet:
        store(doubt(door, come, facts_of(door, uuid4(), language)), at)
