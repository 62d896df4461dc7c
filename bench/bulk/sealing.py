"""The sealed parts of one case: made by the vault, or random bytes that look like them."""

import secrets
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from safeconduct.cases import models
from safeconduct.cases.contents import HandIn, Words
from safeconduct.cases.opening import CaseKey, seal_entry
from safeconduct.domain.life.words import RequestKind, SizeBand
from safeconduct.vault import arrivals, seals
from safeconduct.vault.arrivals import Arrival, Facts, TeamPublic
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import Address, ReplyKey, seal_reply
from safeconduct.vault.return_keys import derive
from safeconduct.vault.wraps import TeamWrap

ANSWERS = {"safe": "yes", "who": "self", "needs": "none", "when": "days", "message": "Нас ждут."}
SAID = "Мы идём. Скажите, что взять с собой и куда нам выходить, когда стемнеет."
ANSWERED = "Мы прочли. Берите только воду и документы. Выходите днём, без оружия, и не бегите."
CODE_BYTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a programme seals with: its salt, whom a hand-in is wrapped to, and its reply key."""

    salt: bytes = field(repr=False)
    serial: int
    teams: tuple[TeamPublic, ...]
    reply: ReplyKey


class Sealed:
    """One case of a person with a code of their own; every part opens for who may open it."""

    def __init__(self, keys: Keys, urgency: str, at: datetime) -> None:
        self.programme, self.own = keys, derive(secrets.token_bytes(CODE_BYTES), "", keys.salt)
        seed = secrets.token_bytes(seals.SEED)
        said = HandIn(script="report", digest="bulk", answers=ANSWERS, at=at).encode()
        self.first = arrivals.hand_in(
            self._facts(urgency=urgency, request_kind=RequestKind.SELF, size_band=SizeBand.ALONE),
            said, self.own, keys.teams, random=lambda _: seed,
        )  # fmt: skip
        self.key = CaseKey(public=self.first.case_public, seed=seed, bound=self.first.sealed_under)

    def later(self, at: datetime) -> Arrival:
        said = Words(text=SAID, at=at).encode()
        return arrivals.add(self._facts(), said, self.own, self.key.public)

    def written(self, entry: models.Entry) -> bytes:
        return seal_entry(ANSWERED, entry, self.key)

    def copy(self, item: uuid.UUID) -> bytes:
        kem = pair_of(self.own.seed).kem_public
        to = Address(item=item, case_public=self.key.public, requester_kem=kem)
        return seal_reply(ANSWERED, to, self.programme.reply)

    def _facts(self, **said: str) -> Facts:
        return Facts(
            id=uuid.uuid4(), channel="site", language="ru",
            directory_serial=self.programme.serial, **said,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How long each part of a sealed case is."""

    first: Arrival = field(repr=False)
    later: Arrival = field(repr=False)
    entry: int
    copy: int

    @classmethod
    def of(cls, case: Sealed, at: datetime) -> "Shape":
        entry = models.Entry(id=uuid.uuid4(), kind="note", author="Alice", seq=2, at=at)
        return cls(
            first=case.first,
            later=case.later(at),
            entry=len(case.written(entry)),
            copy=len(case.copy(uuid.uuid4())),
        )


class Likeness:
    """A case of random bytes, each part as long as the same part of a sealed one."""

    def __init__(self, shape: Shape, urgency: str) -> None:
        self.shape, self.first = shape, replace(_scrambled(shape.first), urgency=urgency)

    def later(self, _at: datetime) -> Arrival:
        return replace(_scrambled(self.shape.later), locator=self.first.locator)

    def written(self, _entry: models.Entry) -> bytes:
        return secrets.token_bytes(self.shape.entry)

    def copy(self, _item: uuid.UUID) -> bytes:
        return secrets.token_bytes(self.shape.copy)


OPAQUE = (
    "locator", "body", "copy", "case_public", "requester_kem", "requester_sign", "sealed_under",
    "signature",
)  # fmt: skip


def _scrambled(arrival: Arrival) -> Arrival:
    drawn = {name: secrets.token_bytes(len(getattr(arrival, name))) for name in OPAQUE}
    wraps = tuple(
        TeamWrap(team=one.team, version=one.version, sealed=secrets.token_bytes(len(one.sealed)))
        for one in arrival.wraps
    )
    return replace(arrival, id=uuid.uuid4(), wraps=wraps, **drawn)
