"""The Programme page: what is published, what a new publication changes, and who signs it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.staffing import drafted_by
from safeconduct.cases.visit_counts import DayShown, shown_lately
from safeconduct.desk import times
from safeconduct.desk.rows import language as language_name
from safeconduct.desk.words import called, either
from safeconduct.domain.role import RIGHTS, Right, Role, Team
from safeconduct.people.readers import Reader
from safeconduct.programme import drafts, following
from safeconduct.programme.changes import (
    Change,
    TextChange,
    key_changes,
    own_words,
    text_changes,
)
from safeconduct.programme.current import current_bundle, current_texts
from safeconduct.programme.drafts import SIGNERS, Draft, Publication
from safeconduct.programme.not_published import NotPublished
from safeconduct.programme.texts import Review
from safeconduct.vault.directory import Standing

STANDINGS: Mapping[Standing, tuple[str, bool]] = {
    Standing.FRESH: (noop("good"), False),
    Standing.RENEW: (noop("due: sign a new one this week"), False),
    Standing.URGENT: (noop("sign a new one now"), True),
    Standing.EXPIRED: (noop("expired; doors go on with it"), True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One signed file: its number, when it was signed, how it stands."""

    name: str
    serial: str
    at: datetime | None
    age: str
    standing: str
    amiss: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A team whose key changes, in the words of the desk."""

    team: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What changes in one language, counted and in full."""

    name: str
    tag: str
    counts: tuple[int, int, int]
    changes: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What may be signed here now, by this reader.

    `by` drafted what waits and `waits_for` says who signs next; `mark` names what the page shows,
    `draft_mark` what a first half would sign. `refused` says why what waits counts no more. `due`:
    something changes, or the directory is old enough to be renewed.
    """

    keys: tuple[Key, ...]
    languages: tuple[Language, ...]
    number: int
    mark: str
    draft_mark: str
    refused: str
    due: bool
    by: str
    at: datetime | None
    waits_for: str
    may_sign: bool
    may_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    published: tuple[Published, ...]
    signing: Signing
    shown: tuple[DayShown, ...]


def programme_page(reader: Reader, now: datetime) -> ProgrammePage:
    published = (_manifest(now), _directory(now), _texts())
    return ProgrammePage(
        published=published, signing=signing(reader, now), shown=shown_lately(now.date())
    )


def signing(reader: Reader, now: datetime) -> Signing:
    """Return what waits for its second half, or what a first half would sign."""
    draft, fresh = drafts.kept(), _following(now)
    waiting = _waiting(draft, now)
    offered = waiting.publication or fresh.publication
    by = drafted_by() if waiting.publication else ""
    open_halves = draft.open_halves if draft and by else frozenset(SIGNERS)
    keys, languages = _keys(offered), tuple(_languages(offered))
    return Signing(
        keys=keys,
        languages=languages,
        due=bool(keys or languages) or current_bundle().age_state(now) is not Standing.FRESH,
        number=current_bundle().serial + 1,
        mark=offered.mark if offered else "",
        draft_mark=fresh.publication.mark if fresh.publication else "",
        refused=waiting.refused or fresh.refused,
        by=by,
        at=offered.directory.issued_at if offered and by else None,
        waits_for=either(_signers(open_halves)),
        may_sign=bool(by) and by != reader.call_sign and _may(reader, open_halves),
        may_draft=bool(fresh.publication) and _may(reader, frozenset(SIGNERS)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A publication, or why it is none."""

    publication: Publication | None = None
    refused: str = ""


def _following(now: datetime) -> Offered:
    try:
        return Offered(publication=following.next_publication(now))
    except NotPublished as error:
        return Offered(refused=gettext(str(error)))


def _waiting(draft: Draft | None, now: datetime) -> Offered:
    if draft is None:
        return Offered()
    try:
        return Offered(publication=following.check(draft, now))
    except NotPublished as error:
        return Offered(refused=gettext(str(error)))


def _may(reader: Reader, halves: frozenset[Team]) -> bool:
    return any(reader.actor.may(SIGNERS[half]) for half in halves)


def _signers(halves: frozenset[Team]) -> list[Role]:
    rights: set[Right] = {SIGNERS[half] for half in halves}
    return [role for role in Role if any(role in RIGHTS[right] for right in rights)]


def _keys(offered: Publication | None) -> tuple[Key, ...]:
    if offered is None:
        return ()
    found = key_changes(current_bundle().contents.directory, offered.directory)
    return tuple(
        Key(team=called(Team(one.team)), before=one.before, after=one.after) for one in found
    )


def _languages(offered: Publication | None) -> Iterator[Language]:
    if offered is None:
        return
    found = text_changes(current_bundle().contents.words, own_words())
    for tag in sorted({change.language for change in found}):
        changes = tuple(change for change in found if change.language == tag)
        yield Language(name=language_name(tag), tag=tag, counts=_counts(changes), changes=changes)


def _counts(changes: Iterable[TextChange]) -> tuple[int, int, int]:
    kinds = [one.change for one in changes]
    return kinds.count(Change.NEW), kinds.count(Change.CHANGED), kinds.count(Change.GONE)


def _manifest(now: datetime) -> Published:
    manifest = current_bundle().contents.manifest
    until = date_format(manifest.valid_until, "j E Y")
    ended = gettext("ended; doors go on with it, and the root key has to sign a new one")
    return Published(
        name=gettext("Manifest, by the root key"),
        serial="–",
        at=manifest.valid_from,
        age=times.wait(now - manifest.valid_from),
        standing=ended if manifest.expired(now) else gettext("good until {day}").format(day=until),
        amiss=manifest.expired(now),
    )


def _directory(now: datetime) -> Published:
    directory = current_bundle().contents.directory
    words, amiss = STANDINGS[directory.standing(now)]
    return Published(
        name=gettext("Directory of keys"),
        serial=str(directory.serial),
        at=directory.issued_at,
        age=ngettext("day {n}", "day {n}", (now - directory.issued_at).days).format(
            n=(now - directory.issued_at).days
        ),
        standing=gettext(words),
        amiss=amiss,
    )


def _texts() -> Published:
    contents = current_bundle().contents
    signed = [text for words in contents.words.values() for text in words.values()]
    unsigned = unsigned_count()
    awaiting = sum(text.status is not Review.REVIEWED for text in signed)
    told = [ngettext("{n} text signed", "{n} texts signed", len(signed)).format(n=len(signed))]
    if unsigned:
        told.append(said_unsigned(unsigned))
    if awaiting:
        told.append(gettext("{n} await review").format(n=awaiting))
    return Published(
        name=gettext("Texts"),
        serial=str(contents.index.serial),
        at=None,
        age="",
        standing=" · ".join(told),
        amiss=bool(unsigned),
    )


def unsigned_count() -> int:
    return sum(map(len, current_texts().unsigned().values()))


def said_unsigned(count: int) -> str:
    return ngettext("{n} text shown unsigned", "{n} texts shown unsigned", count).format(n=count)
