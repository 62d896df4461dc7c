"""The plan of a handover as its readers open it: each part as the log knows it, or none at all."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.cases import models
from safeconduct.domain.handover import PLAN_READERS
from safeconduct.domain.life import Action, Case, PlanPart, read_details
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.plans import (
    PartPlace,
    new_plan_key,
    open_part,
    open_plan_key,
    seal_part,
    wrap_plan_key,
)
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.wraps import TeamWrap


class NoPlanKey(Exception):
    """None of this reader's teams opens the plan of this case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One part of a plan, opened; not `intact` where it is not what the log says was written."""

    part: PlanPart
    author: str
    at: datetime
    words: str = field(default="", repr=False)
    intact: bool = True


def plan_of(
    case: models.Case, life: Case, reader: Reader, events: Iterable[models.Event]
) -> tuple[Planned, ...] | None:
    """Return the parts that the life of a case knows; None where this reader opens no plan.

    `events` is the log of the case, in its order.
    """
    if not reader.teams & PLAN_READERS:
        return None
    try:
        key = plan_key(case, reader) if life.plan else b""
    except NoPlanKey:
        return None
    rows = {row.part: row for row in case.plan_parts.all()}
    return tuple(_planned(case, event, rows, key=key) for event in _written(life, events))


def plan_key(case: models.Case, reader: Reader) -> bytes:
    """Open the key of a case's plan with a key of one of the reader's teams; raises NoPlanKey."""
    for row in case.plan_wraps.all():
        team_seed = reader.team_seeds.get((row.team, row.version))
        if team_seed is None:
            continue
        wrap = TeamWrap(team=row.team, version=row.version, sealed=bytes(row.sealed_key))
        try:
            return open_plan_key(wrap, bytes(case.first.case_public), pair_of(team_seed).kem_seed)
        except CannotOpen:
            continue
    raise NoPlanKey


def begin_plan(case: models.Case) -> bytes:
    """Draw the key of a plan and seal it to the teams that read plans."""
    key, public = new_plan_key(), bytes(case.first.case_public)
    made = [wrap_plan_key(key, public, current_bundle().team(team)) for team in PLAN_READERS]
    models.PlanWrap.objects.bulk_create(
        models.PlanWrap(case=case, team=one.team, version=one.version, sealed_key=one.sealed)
        for one in made
    )
    return key


def write_part(
    case: models.Case, part: PlanPart, words: str, *, seq: int, plan_key: bytes, key: ReplyKey
) -> bytes:
    """Store a part in place of what it said before; return the digest of its ciphertext."""
    row = models.PlanPart(id=uuid.uuid4(), case=case, part=part.value, seq=seq)
    row.body = seal_part(words, _place(case, row), plan_key, key)
    case.plan_parts.filter(part=part.value).delete()
    row.save(force_insert=True)
    return hashlib.sha256(row.body).digest()


def _written(life: Case, events: Iterable[models.Event]) -> Iterator[models.Event]:
    """The last event of each part that still counts, in the order of the parts."""
    planned = (event for event in events if event.kind == Action.PLAN)
    last = {read_details(event.details).part: event for event in planned}
    return (last[part] for part in PlanPart if part in life.plan)


def _planned(
    case: models.Case, event: models.Event, rows: Mapping[str, models.PlanPart], *, key: bytes
) -> Planned:
    """What the log does not know was written by somebody else: it is named, and not shown."""
    part = read_details(event.details).part or PlanPart.WINDOW
    told = Planned(part=part, author=event.actor, at=event.at, intact=False)
    row = rows.get(part.value)
    if row is None or hashlib.sha256(bytes(row.body)).digest() != bytes(event.content):
        return told
    try:
        words = open_part(bytes(row.body), _place(case, row), key, current_bundle().reply_keys)
    except (CannotOpen, BadSignature):
        return told
    return Planned(part=part, author=event.actor, at=event.at, words=words)


def _place(case: models.Case, row: models.PlanPart) -> PartPlace:
    return PartPlace(
        case_public=bytes(case.first.case_public), row=row.id, part=row.part, seq=row.seq
    )
