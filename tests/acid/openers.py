"""How each sealed column is opened, by the product's own functions, with any key at all."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Model

from safeconduct.cases.calling_back import parcel as place_of
from safeconduct.cases.opening import CaseKey, as_stored, entry_words
from safeconduct.cases.outbox import parcel
from safeconduct.people.hashers import read_slots
from safeconduct.people.second_factor import _bound as factor_bound
from safeconduct.people.teams import team_public
from safeconduct.people.unlock import _wrap as member_wrap
from safeconduct.people.unlock import unlock as unlock_member
from safeconduct.talks.updates import _part as update_part
from safeconduct.vault import (
    arrivals,
    copies,
    plans,
    recovery,
    replies,
    short_numbers,
    signing_keys,
    team_keys,
)  # fmt: skip
from safeconduct.vault.couriers import Parcel, open_parcel, own_key, unlock_parcel
from safeconduct.vault.encoding import NotCanonical
from safeconduct.vault.padding import unpad
from safeconduct.vault.phrase import _bound as slot_bound
from safeconduct.vault.replies import ItemKind
from safeconduct.vault.seals import NotAKey, Opener, Purpose, open_sealed
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.symmetric import CannotOpen, derive, unlock
from safeconduct.vault.wraps import TeamWrap, open_wrap
from tests.acid.scene import SHORT_NUMBER

Keys = Sequence[bytes]
Open = Callable[[Model, bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the thief holds: every key, those that this row has not met, phrases by call sign."""

    keys: Keys = field(repr=False)
    fresh: Keys = field(repr=False)
    phrases: Mapping[str, str] = field(repr=False)


FAILS = (CannotOpen, NotAKey, NotCanonical, BadSignature, ValueError)
opener_of = cache(Opener)


Opens = Callable[[Model, Known], Iterator[bytes]]


def with_each_key(opening: Open) -> Opens:
    """Try an opening with every key; what opens is yielded."""

    def tried(row: Model, known: Known) -> Iterator[bytes]:
        for key in known.fresh:
            with suppress(*FAILS):
                yield opening(row, key)
                return

    return tried


def arrival_body(row: Model, key: bytes) -> bytes:
    one = as_stored(row)
    opening = {
        "new": arrivals.open_first_body,
        "add": arrivals.open_body,
        "doubt": arrivals.open_doubt,
    }
    return opening[row.kind](one, key)


def arrival_wraps(row: Model, key: bytes) -> bytes:
    for wrap in as_stored(row).wraps:
        with suppress(CannotOpen):
            return open_wrap(wrap, bytes(row.case_public), key)
    raise CannotOpen


def copy_of(row: Model, key: bytes) -> bytes:
    """The public key that it holds is no secret: what opens is reported, and nothing is learnt."""
    return b"case public key " + copies.open_copy(bytes(row.copy), key)


def case_wrap(row: Model, key: bytes) -> bytes:
    wrap = TeamWrap(team=row.team, version=row.version, sealed=bytes(row.sealed_seed))
    return open_wrap(wrap, bytes(row.case.first.case_public), key)


def entry(row: Model, key: bytes) -> bytes:
    first = row.case.first
    case = CaseKey(public=bytes(first.case_public), seed=key, bound=bytes(first.sealed_under))
    return entry_words(row, case).encode()


def plan_wrap(row: Model, key: bytes) -> bytes:
    wrap = TeamWrap(team=row.team, version=row.version, sealed=bytes(row.sealed_key))
    return plans.open_plan_key(wrap, bytes(row.case.first.case_public), key)


def plan_part(row: Model, key: bytes) -> bytes:
    """Without looking at the signature: a thief believes everybody."""
    place = plans.PartPlace(
        case_public=bytes(row.case.first.case_public), row=row.id, part=row.part, seq=row.seq
    )
    return unpad(unlock(key, bytes(row.body), plans._part_info(place)))


def requester_copy(row: Model, key: bytes) -> bytes:
    public = bytes(row.case.first.case_public)
    bound = replies._info(public, row.id, ItemKind(row.kind))
    return unpad(open_sealed(bytes(row.body), key, bound))


def outbox(row: Model, key: bytes) -> bytes:
    return open_parcel(bytes(row.body), parcel(row.id, row.channel, row.day), opener_of(key))


def number(row: Model, key: bytes) -> bytes:
    return open_parcel(bytes(row.body), place_of(row.id, row.day), opener_of(key))


def short_tie(row: Model, key: bytes) -> bytes:
    """With the right number at once: who holds the pepper could try all of them."""
    return short_numbers.unlock_tie(key, SHORT_NUMBER, bytes(row.tie))


def talk(row: Model, key: bytes) -> bytes:
    place = Parcel(purpose=Purpose.TALK, part=row.id.bytes, channel=row.channel, day=row.day)
    return unlock_parcel(bytes(row.body), place, own_key(key))


def update(row: Model, key: bytes) -> bytes:
    place = Parcel(
        purpose=Purpose.UPDATE,
        part=update_part(row.bot, row.number),
        channel=row.channel,
        day=row.day,
    )
    return unlock_parcel(bytes(row.body), place, own_key(key))


def team_key(row: Model, key: bytes) -> bytes:
    return team_keys.open_team_seed(member_wrap(row), team_public(row.key), key)


def member_recovery(row: Model, key: bytes) -> bytes:
    return recovery.recover(bytes(row.recovery), row.id, bytes(row.kem_public), key)


def directory_key(row: Model, key: bytes) -> bytes:
    return _signing(Purpose.DIRECTORY_KEY, row, key)


def signing_key(row: Model, key: bytes) -> bytes:
    return _signing(Purpose.SIGNING_KEY, row, key)


def _signing(purpose: Purpose, row: Model, key: bytes) -> bytes:
    wrap = TeamWrap(team=row.team, version=row.team_version, sealed=bytes(row.sealed_seed))
    return signing_keys.open_signing_seed(purpose, wrap, bytes(row.public), key)


def slot(name: str) -> Opens:
    """A member's slot: by each key as it lies, and once by their phrase as sign-in does."""

    def tried(row: Model, known: Known) -> Iterator[bytes]:
        bound = slot_bound(read_slots(row.password).salt)
        for key in known.fresh:
            with suppress(CannotOpen):
                yield unlock(key, bytes(getattr(row, name)), bound)
        if name == "slot_one" and known.fresh == known.keys and row.call_sign in known.phrases:
            yield from filter(None, [unlock_member(row, known.phrases[row.call_sign])])

    return tried


@cache
def pair(one: bytes, other: bytes) -> bytes:
    return derive(one + other, "second factor")


def second_factor(row: Model, known: Known) -> Iterator[bytes]:
    """Each key by itself, as it was sealed before, and each pair, as it is sealed now."""
    assert isinstance(row, Authenticator)
    locked = base64.b64decode(row.data["secret"].split(":")[-1])
    with_fresh = {*product(known.fresh, known.keys), *product(known.keys, known.fresh)}
    for key in (*known.fresh, *(pair(one, other) for one, other in with_fresh)):
        with suppress(*FAILS):
            yield b"second factor " + unlock(key, locked, factor_bound(row.user_id))
            return


def session(row: Model, key: bytes) -> bytes:
    assert isinstance(row, Session)
    return unlock(key, base64.b64decode(row.get_decoded()["sealed_seed"]), b"")


OPENERS: Mapping[str, Opens] = {
    "sc_arrival.body": with_each_key(arrival_body),
    "sc_arrival.wraps": with_each_key(arrival_wraps),
    "sc_arrival.copy": with_each_key(copy_of),
    "sc_case_wrap.sealed_seed": with_each_key(case_wrap),
    "sc_entry.body": with_each_key(entry),
    "sc_plan_wrap.sealed_key": with_each_key(plan_wrap),
    "sc_plan_part.body": with_each_key(plan_part),
    "sc_requester_copy.body": with_each_key(requester_copy),
    "sc_replacement.copy": with_each_key(copy_of),
    "sc_outbox.body": with_each_key(outbox),
    "sc_call_back.body": with_each_key(number),
    "sc_short_number.tie": with_each_key(short_tie),
    "sc_talk.body": with_each_key(talk),
    "sc_update.body": with_each_key(update),
    "sc_staff.slot_one": slot("slot_one"),
    "sc_staff.slot_two": slot("slot_two"),
    "sc_staff.recovery": with_each_key(member_recovery),
    "sc_team_key_wrap.sealed_seed": with_each_key(team_key),
    "sc_directory_key.sealed_seed": with_each_key(directory_key),
    "sc_signing_key.sealed_seed": with_each_key(signing_key),
    "mfa_authenticator.data": second_factor,
    "django_session.session_data": with_each_key(session),
}
