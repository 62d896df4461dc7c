"""Coming back with a code: what waits is opened in memory, for this one answer (VAULT 4 and 5)."""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error

from safeconduct.cases.arrivals import COPY_LIVES, Pickup, Waiting, pickup, read_mark
from safeconduct.cases.minutes import to_the_minute
from safeconduct.vault import doubt_marks
from safeconduct.vault.arrivals import CannotOpen, open_copy
from safeconduct.vault.doubt_marks import DoubtMark
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import ItemKind, Reading, open_item
from safeconduct.vault.return_keys import ReturnKeys
from safeconduct.vault.signatures import BadSignature

STATUS = "status."
WITHDRAWN = "status.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A known code. Without `case_public` the own word was wrong, or too many doubts stand here.

    Then `marks` tell since when what such a page has ended looks ended (ADR 4).
    """

    keys: ReturnKeys
    waiting: Pickup
    case_public: bytes | None = field(repr=False)
    marks: Mapping[DoubtMark, datetime] = field(default_factory=dict, repr=False)

    @property
    def gone(self) -> bool:
        """Say whether this code must look as unknown as any other."""
        return DoubtMark.ERASED in self.marks

    @property
    def to_tell(self) -> bool:
        """Say whether the end of the request is shown here for the first time."""
        return DoubtMark.WITHDRAWN in self.marks and DoubtMark.TOLD not in self.marks


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A reply's words, or the key of a status text."""

    kind: ItemKind
    words: str = field(repr=False)
    stored_at: datetime

    @property
    def at(self) -> str:
        return f"{self.stored_at:%d.%m.%Y, %H:%M} UTC"


def visit(keys: ReturnKeys, at: datetime) -> Visit | None:
    """Return what a code leads to, or None when it is not known here or must look so."""
    come = look_up(keys, at)
    return come if come and not come.gone else None


def look_up(keys: ReturnKeys, at: datetime) -> Visit | None:
    """Return what lies behind a code, also where its page must look as if nothing did."""
    waiting = pickup(keys.locator, at)
    if waiting is None:
        return None
    try:
        case_public = open_copy(waiting.copy, keys.seed)
    except CannotOpen:
        return Visit(keys=keys, waiting=waiting, case_public=None, marks=_marks(keys, waiting))
    return Visit(keys=keys, waiting=waiting, case_public=case_public)


BOTH = (ItemKind.STATUS, ItemKind.REPLY)


def waits_to_be_read(come: Visit) -> bool:
    """Say whether an answer of staff waits here; it stays closed."""
    return any(ItemKind(item.kind) is ItemKind.REPLY for item in come.waiting.items)


def news(
    come: Visit,
    reply_keys: Mapping[int, bytes],
    at: datetime,
    *,
    only: Collection[ItemKind] = BOTH,
) -> tuple[News, ...]:
    """Open what waits and mark it as read; what no known reply key signed is not shown."""
    if come.case_public is None:
        return _as_withdrawn(come, at) if ItemKind.STATUS in only else ()
    kem_seed = pair_of(come.keys.seed).kem_seed
    reading = Reading(kem_seed=kem_seed, case_public=come.case_public, reply_keys=reply_keys)
    shown = []
    for item in come.waiting.items:
        if ItemKind(item.kind) not in only:
            continue
        opened = _opened(item, reading)
        if opened:
            _mark(come, item, at)
            shown.append(opened)
    return tuple(shown)


def replies(found: tuple[News, ...]) -> list[News]:
    return [one for one in found if one.kind is ItemKind.REPLY]


def latest_status(found: tuple[News, ...], signed: Container[str]) -> str:
    """Return the key of the newest status, if two people signed its words; else nothing."""
    keys = [one.words for one in found if one.kind is ItemKind.STATUS]
    return next((key for key in reversed(keys) if key.startswith(STATUS) and key in signed), "")


def _marks(keys: ReturnKeys, waiting: Pickup) -> Mapping[DoubtMark, datetime]:
    """Return what doubts on this code mark, each since the first that does."""
    found: dict[DoubtMark, datetime] = {}
    for doubt in sorted(waiting.doubts, key=lambda one: one.stored_at):
        mark = doubt_marks.read(doubt.mark, doubt.id, keys.mark)
        if mark:
            found.setdefault(mark, doubt.stored_at)
    return found


def _as_withdrawn(come: Visit, at: datetime) -> tuple[News, ...]:
    """Show what a true withdrawal shows: its status, until a day after the first reading."""
    ended = come.marks.get(DoubtMark.WITHDRAWN)
    told = come.marks.get(DoubtMark.TOLD, at)
    if ended is None or told < to_the_minute(at - COPY_LIVES):
        return ()
    return (News(kind=ItemKind.STATUS, words=WITHDRAWN, stored_at=ended),)


def _opened(item: Waiting, reading: Reading) -> News | None:
    try:
        found = open_item(ItemKind(item.kind), item.body, item.id, reading)
    except (CannotOpen, BadSignature, ValueError):
        return None
    return News(kind=found.kind, words=found.words, stored_at=item.stored_at)


def _mark(come: Visit, item: Waiting, at: datetime) -> None:
    """Note the first reading. A database that takes no mark keeps nobody from their answer."""
    try:
        read_mark(come.keys.locator, item.id, at)
    except Error:
        return
