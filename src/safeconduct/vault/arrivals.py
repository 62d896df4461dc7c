"""What a door hands in: arrivals of every kind, sealed and signed whole (VAULT section 1)."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from safeconduct.vault import padding, seals
from safeconduct.vault.arrival_bodies import (
    open_body,
    open_doubt,
    open_first_body,
    with_body,
    with_doubt,
)
from safeconduct.vault.copies import open_copy, seal_copy
from safeconduct.vault.doubt_marks import no_mark
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import ReturnKeys
from safeconduct.vault.seals import CannotOpen
from safeconduct.vault.signatures import BadSignature
from safeconduct.vault.signed_arrivals import (
    Arrival,
    ArrivalKind,
    Facts,
    sign,
    signed_bytes,
    verify,
    verify_returning,
)
from safeconduct.vault.symmetric import Random
from safeconduct.vault.wraps import TeamPublic, TeamWrap, decode_wraps, encode_wraps, wrap

__all__ = [
    "Arrival", "ArrivalKind", "BadSignature", "CannotOpen", "Facts", "TeamPublic", "TeamWrap",
    "add", "add_by_talk", "decode_wraps", "doubt", "encode_wraps", "erase", "hand_in", "open_body",
    "open_copy", "open_doubt", "open_first_body", "sign", "signed_bytes", "verify",
    "verify_returning", "withdraw",
]  # fmt: skip


def hand_in(
    facts: Facts,
    body: bytes,
    keys: ReturnKeys,
    teams: Sequence[TeamPublic],
    *,
    random: Random = secrets.token_bytes,
) -> Arrival:
    """Return a whole `new`: case seed drawn, body sealed to it, wrapped to teams, signed.

    `random` is asked once, for the 32 bytes of the case seed: a talk that repeats after a crash
    gives the seed that it sealed into itself before.
    """
    case_seed = random(seals.SEED)
    case_public = seals.public_of(case_seed)
    requester = pair_of(keys.seed)
    arrival = replace(
        _blank(facts, ArrivalKind.NEW),
        locator=keys.locator,
        wraps=tuple(wrap(case_seed, case_public, team) for team in teams),
        copy=seal_copy(case_public, requester),
        case_public=case_public,
        requester_kem=requester.kem_public,
        requester_sign=requester.sign_public,
    )
    return sign(with_body(arrival, body, padding.ANSWERS), requester.sign_seed)


def add(
    facts: Facts,
    body: bytes,
    keys: ReturnKeys,
    case_public: bytes,
    *,
    sizes: Sequence[int] = padding.ANSWERS,
) -> Arrival:
    """Return an `add` of who came back with the code; `case_public` is from their own copy."""
    arrival = replace(_blank(facts, ArrivalKind.ADD), locator=keys.locator, case_public=case_public)
    return sign(with_body(arrival, body, sizes), pair_of(keys.seed).sign_seed)


def add_by_talk(
    facts: Facts,
    body: bytes,
    case_public: bytes,
    talk_seed: bytes,
    *,
    sizes: Sequence[int] = padding.ANSWERS,
) -> Arrival:
    """Return an `add` of a tied talk, which knows no locator any more."""
    arrival = replace(_blank(facts, ArrivalKind.ADD), case_public=case_public)
    return sign(with_body(arrival, body, sizes), talk_seed)


def withdraw(facts: Facts, keys: ReturnKeys) -> Arrival:
    """Return the requester's word that the request ends."""
    arrival = replace(_blank(facts, ArrivalKind.WITHDRAW), locator=keys.locator)
    return sign(arrival, pair_of(keys.seed).sign_seed)


def erase(facts: Facts, keys: ReturnKeys) -> Arrival:
    """Return the requester's word that everything be destroyed."""
    arrival = replace(_blank(facts, ArrivalKind.ERASE), locator=keys.locator)
    return sign(arrival, pair_of(keys.seed).sign_seed)


def doubt(
    facts: Facts,
    locator: bytes,
    *,
    body: bytes = b"",
    intake_public: bytes = b"",
    mark: bytes = b"",
    sizes: Sequence[int] = padding.ANSWERS,
) -> Arrival:
    """Return the unsigned mark of a code whose copy did not open; a body goes to the intake key.

    `sealed_under` is the digest of that key, so that its holder finds the version. What it would
    have ended stands where others are signed, for holders of the code only (vault/doubt_marks.py).
    """
    blank = _blank(facts, ArrivalKind.DOUBT)
    arrival = replace(blank, locator=locator, signature=mark or no_mark())
    if not body:
        return arrival
    return with_doubt(arrival, body, intake_public, sizes)


def _blank(facts: Facts, kind: ArrivalKind) -> Arrival:
    return Arrival(
        id=facts.id,
        kind=kind,
        talk_sign=facts.talk_sign,
        channel=facts.channel,
        language=facts.language,
        request_kind=facts.request_kind,
        urgency=facts.urgency,
        size_band=facts.size_band,
        directory_serial=facts.directory_serial,
    )
