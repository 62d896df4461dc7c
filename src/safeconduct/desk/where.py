"""Who else is on a case and what came meanwhile, before two answer the same words."""

from dataclasses import dataclass

from safeconduct.cases import queries
from safeconduct.desk.live.presence import PRESENCE
from safeconduct.desk.words import done
from safeconduct.domain.life import REQUESTER, Action
from safeconduct.people.readers import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """One thing that happened after the page was made."""

    what: str
    who: str
    person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What the top of an open case says of colleagues; empty for who may not read the case."""

    writing: tuple[str, ...]
    here: tuple[str, ...]
    since: tuple[Since, ...]


def others_on(key: str, reader: Reader, *, seen: int | None) -> Others:
    """Say who else is there; a case that this reader has no key to has nobody on it."""
    if not queries.teams_on(key, reader):
        return Others(writing=(), here=(), since=())
    there = PRESENCE.others_on(key, reader.call_sign)
    since = () if seen is None else queries.changes_since(key, seen)
    return Others(
        writing=tuple(being.call_sign for being in there if being.writes),
        here=tuple(being.call_sign for being in there if not being.writes),
        since=tuple(_since(kind, actor) for kind, actor in since if actor != reader.call_sign),
    )


def _since(kind: str, actor: str) -> Since:
    person = actor == REQUESTER.call_sign
    return Since(what=done(Action(kind)), who="" if person else actor, person=person)
