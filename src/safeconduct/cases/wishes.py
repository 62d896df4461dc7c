"""What a person who came back may ask for: add words, withdraw, have everything deleted.

Where the own word was wrong each wish is stored as a `doubt` and answered with the same words; a
mark on it, which only the code tells, lets the next page look as if the wish had been granted.
"""

from datetime import datetime

from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import File, HandIn, Words
from safeconduct.cases.visits import Visit, look_up
from safeconduct.domain.role import Team
from safeconduct.programme.bundle import Bundle
from safeconduct.vault import arrivals, doubt_marks, padding
from safeconduct.vault.arrivals import Arrival, Facts
from safeconduct.vault.doubt_marks import DoubtMark
from safeconduct.vault.return_keys import ReturnKeys


def add(bundle: Bundle, come: Visit, facts: Facts, words: Words | HandIn) -> Arrival:
    if come.case_public is None:
        return doubt(bundle, come, facts, words)
    return arrivals.add(facts, words.encode(), come.keys, come.case_public)


def add_file(bundle: Bundle, come: Visit, facts: Facts, file: File) -> Arrival:
    """Return one file as an `add` of its own; raises TooLong.

    Where the own word was wrong as much is sealed and stored: the time it takes tells nothing.
    """
    if come.case_public is None:
        return doubt_file_at(bundle, come.keys.locator, facts, file)
    sizes = padding.ATTACHMENTS
    return arrivals.add(facts, file.encode(), come.keys, come.case_public, sizes=sizes)


def doubt_file_at(bundle: Bundle, locator: bytes, facts: Facts, file: File) -> Arrival:
    public, sizes = bundle.team(Team.INTAKE).kem_public, padding.ATTACHMENTS
    body = file.encode()
    return arrivals.doubt(facts, locator, body=body, intake_public=public, sizes=sizes)


def come_back(bundle: Bundle, keys: ReturnKeys, facts: Facts, at: datetime) -> Visit | None:
    """Return what an entered code leads to, or None: say what is said to an unknown one.

    A copy that did not open is noted first, also where the code then looks unknown.
    """
    come = look_up(keys, at)
    if come:
        note_doubt(bundle, come, facts, at)
    return come if come and not come.gone else None


def doubt(
    bundle: Bundle,
    come: Visit,
    facts: Facts,
    words: Words | HandIn | None = None,
    *,
    mark: DoubtMark | None = None,
) -> Arrival:
    key = come.keys.mark
    sealed = doubt_marks.written(mark, facts.id, key) if mark and key else b""
    if words is None:
        return arrivals.doubt(facts, come.keys.locator, mark=sealed)
    return doubt_at(bundle, come.keys.locator, facts, words, mark=sealed)


def doubt_at(
    bundle: Bundle, locator: bytes, facts: Facts, words: Words | HandIn, *, mark: bytes = b""
) -> Arrival:
    public, body = bundle.team(Team.INTAKE).kem_public, words.encode()
    return arrivals.doubt(facts, locator, body=body, intake_public=public, mark=mark)


def withdraw(bundle: Bundle, come: Visit, facts: Facts) -> Arrival:
    if come.case_public is None:
        return doubt(bundle, come, facts, mark=DoubtMark.WITHDRAWN)
    return arrivals.withdraw(facts, come.keys)


def erase(bundle: Bundle, come: Visit, facts: Facts) -> Arrival:
    if come.case_public is None:
        return doubt(bundle, come, facts, mark=DoubtMark.ERASED)
    return arrivals.erase(facts, come.keys)


def note_doubt(bundle: Bundle, come: Visit, facts: Facts, at: datetime) -> None:
    """Note that a copy did not open. While too many doubts stand here, looking adds none."""
    if come.case_public is None and (come.to_tell or not come.waiting.quiet):
        told = DoubtMark.TOLD if come.to_tell else None
        store(doubt(bundle, come, facts, mark=told), at)
