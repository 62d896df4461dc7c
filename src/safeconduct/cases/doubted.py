"""What was said with a code and a wrong own word: heard at the desk as that, beside the case.

It is sealed to the intake team and signed by nobody: perhaps the person, who cannot enter their
word by phone, perhaps somebody else who holds the code. It changes no case (VAULT section 4).
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Length

from safeconduct.cases import models
from safeconduct.cases.attachments.kinds import form_of
from safeconduct.cases.attachments.opened import OpenedFile
from safeconduct.cases.attachments.places import SMALLEST
from safeconduct.cases.contents import File, HandIn, NotReadable, Words, read_content
from safeconduct.cases.erasing import locators_of
from safeconduct.cases.opening import UNREADABLE, NoSuchCase, as_stored
from safeconduct.cases.queries import readable
from safeconduct.cases.timeline import Item, ItemKind, near
from safeconduct.cases.verdicts import Verdict
from safeconduct.domain.life import Action
from safeconduct.domain.role import Role, Team, teams_of
from safeconduct.people.models import Staff
from safeconduct.people.readers import Reader
from safeconduct.vault import padding
from safeconduct.vault.arrivals import ArrivalKind, CannotOpen, open_doubt
from safeconduct.vault.pairs import pair_of

TOLD = timedelta(days=30)
"""As long as such words live; then their mark alone is left."""
MOST, MOST_SHOWN = 20, 200
HEARERS = frozenset(role for role in Role if Team.INTAKE in teams_of(frozenset({role})))


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """One thing that was said so. `item` is None for a reader who holds no key to it."""

    id: uuid.UUID
    at: datetime
    channel: str
    item: Item | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """One case beside which something was said so that nobody has opened since."""

    reference: str
    channel: str
    since: datetime


def doubted_on(case: models.Case, reader: Reader) -> tuple[Doubted, ...]:
    """Return what was said so beside a case, oldest first; of a file only that it is there.

    Who sends without end is shown up to a bound, the newest.
    """
    keys = _keys(reader)
    newest = _said_on(case).annotate(bytes=Length("body")).order_by("-stored_at", "id")
    told = [_doubted(row, row.bytes, keys) for row in newest.defer("body")[:MOST_SHOWN]]
    return tuple(one for one in reversed(told) if one)


def open_doubted_file(case: models.Case, identity: uuid.UUID, reader: Reader) -> OpenedFile:
    """Open one file that was sent so; raises NoSuchCase or one of UNREADABLE."""
    row = _said_on(case).filter(id=identity).first()
    if row is None:
        raise NoSuchCase
    said = _opened(row, _keys(reader))
    if not isinstance(said, File):
        raise NotReadable
    return OpenedFile(
        seq=0,
        at=near(said.at, row.stored_at),
        channel=row.channel,
        old_code=False,
        form=form_of(said.content),
        words=said.words,
        content=said.content,
    )


def unheard(reader: Reader, at: datetime) -> tuple[Unheard, ...]:
    """Return the reader's cases beside which something lies that nobody with its key has opened.

    Times are those of the clear columns, to the minute: in doubt it counts as not opened. However
    much comes by one code, it takes the room of one.
    """
    if Team.INTAKE not in reader.teams:
        return ()
    by_code = _said().filter(stored_at__gt=at - TOLD).values("locator", "channel")
    newest = by_code.annotate(since=Max("stored_at")).order_by("-since", "locator")[:MOST_SHOWN]
    found: dict[str, Unheard] = {}
    for locator, channel, since in newest.values_list("locator", "channel", "since"):
        case = _case_at(bytes(locator), reader)
        if case and case.reference not in found and not _opened_since(case, since):
            found[case.reference] = Unheard(reference=case.reference, channel=channel, since=since)
        if len(found) == MOST:
            break
    return tuple(found.values())


def _said() -> QuerySet[models.Arrival]:
    """All that was said so and is not destroyed; the bare marks of a wrong word say nothing."""
    return models.Arrival.objects.filter(kind=ArrivalKind.DOUBT, taken=Verdict.TAKEN).exclude(
        sealed_under=b""
    )


def _said_on(case: models.Case) -> QuerySet[models.Arrival]:
    return _said().filter(locator__in=locators_of(case))


def _case_at(locator: bytes, reader: Reader) -> models.Case | None:
    led = Q(first__locator=locator) | Q(replacements__locator=locator)
    return readable(reader).filter(led).only("id", "reference").first()


def _opened_since(case: models.Case, since: datetime) -> bool:
    hearers = Staff.objects.filter(roles__role__in=HEARERS).values("call_sign")
    readings = models.Event.objects.filter(subject=case.id, kind=Action.READ, at__gt=since)
    return readings.filter(actor__in=hearers).exists()


def _keys(reader: Reader) -> Mapping[bytes, bytes]:
    """Return the keys of the intake team that a reader holds, by what a door names them by."""
    pairs = [pair_of(seed) for (team, _), seed in reader.team_seeds.items() if team == Team.INTAKE]
    return {hashlib.sha256(pair.kem_public).digest(): pair.kem_seed for pair in pairs}


def _doubted(row: models.Arrival, size: int, keys: Mapping[bytes, bytes]) -> Doubted | None:
    """Return what a row says; None where its words say nothing."""
    told = Doubted(id=row.id, at=row.stored_at, channel=row.channel, item=None)
    if bytes(row.sealed_under) not in keys:
        return told
    if size >= SMALLEST:
        band = max(band for band in padding.ATTACHMENTS if band <= size)
        return replace(told, item=replace(_bare(row, ItemKind.FILE), size=band))
    try:
        said = _opened(row, keys)
    except UNREADABLE as error:
        return replace(told, item=Item.unreadable(row, error, seq=0))
    if isinstance(said, HandIn):
        return replace(told, item=Item.of_answers(row, said, seq=0))
    if not isinstance(said, Words) or not said.text:
        return None
    return replace(told, item=replace(_bare(row, ItemKind.WORDS), words=said.text))


def _bare(row: models.Arrival, kind: ItemKind) -> Item:
    return Item(kind=kind, seq=0, at=row.stored_at, author="requester", channel=row.channel)


def _opened(row: models.Arrival, keys: Mapping[bytes, bytes]) -> HandIn | Words | File:
    key = keys.get(bytes(row.sealed_under))
    if key is None:
        raise CannotOpen("sealed to a key that this reader does not hold")
    return read_content(open_doubt(as_stored(row), key))
