"""Day keys and parcels of a channel: who signed, for which channel and day, and who opens."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from safeconduct.vault import signatures
from safeconduct.vault.couriers import (
    Parcel,
    address_hash,
    lock_parcel,
    open_parcel,
    own_key,
    seal_parcel,
    sign_day_key,
    unlock_parcel,
    verify_day_key,
)
from safeconduct.vault.padding import ANSWERS
from safeconduct.vault.seals import CannotOpen, Opener, Purpose, public_of
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import MALLORY, seed_of

DAY = date(2030, 5, 1)
COURIER = seed_of("courier telegram")
SEED = seed_of("day key")
KEY = sign_day_key("telegram", DAY, SEED, COURIER)
PARCEL = Parcel(purpose=Purpose.OUTBOX, part=b"row 1", channel="telegram", day=DAY)
OWN = own_key(SEED)
WORDS = "Ждите ночи.".encode()
ELSEWHERE = pytest.mark.parametrize(
    "changed",
    [
        {"purpose": Purpose.TALK},
        {"purpose": Purpose.UPDATE},
        {"part": b"row 2"},
        {"channel": "phone"},
        {"day": DAY + timedelta(days=1)},
    ],
)


def test_a_day_key_that_its_courier_signed_is_believed() -> None:
    verify_day_key(KEY, signatures.public_of(COURIER))
    assert KEY.public == public_of(SEED)


@pytest.mark.parametrize(
    "changed",
    [
        {"channel": "phone"},
        {"day": DAY + timedelta(days=1)},
        {"public": public_of(seed_of("another"))},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
)
def test_no_part_of_a_day_key_can_be_changed(changed) -> None:
    with pytest.raises(BadSignature):
        verify_day_key(replace(KEY, **changed), signatures.public_of(COURIER))


def test_a_day_key_that_somebody_else_signed_is_refused() -> None:
    forged = sign_day_key("telegram", DAY, SEED, MALLORY.sign_seed)
    with pytest.raises(BadSignature):
        verify_day_key(forged, signatures.public_of(COURIER))


def test_a_parcel_opens_with_its_day_key() -> None:
    sealed = seal_parcel(WORDS, PARCEL, KEY.public)
    assert open_parcel(sealed, PARCEL, Opener(SEED)) == WORDS


@ELSEWHERE
def test_a_parcel_opens_in_no_other_place(changed) -> None:
    sealed = seal_parcel(WORDS, PARCEL, KEY.public)
    with pytest.raises(CannotOpen):
        open_parcel(sealed, replace(PARCEL, **changed), Opener(SEED))


def test_no_other_key_opens_a_parcel_and_no_byte_of_it_can_be_changed() -> None:
    sealed = seal_parcel(WORDS, PARCEL, KEY.public)
    for seed in (seed_of("another"), COURIER, MALLORY.sign_seed):
        with pytest.raises(CannotOpen):
            open_parcel(sealed, PARCEL, Opener(seed))
    for broken in (b"", sealed[:-1], bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(CannotOpen):
            open_parcel(broken, PARCEL, Opener(SEED))


def test_a_parcel_shows_only_its_size_band() -> None:
    sizes = {len(seal_parcel(b"x" * length, PARCEL, KEY.public)) for length in (0, 10, 900)}
    assert len(sizes) == 1
    assert sizes.pop() > ANSWERS[0]


def test_what_a_courier_keeps_opens_with_the_days_own_key() -> None:
    assert unlock_parcel(lock_parcel(WORDS, PARCEL, OWN), PARCEL, own_key(SEED)) == WORDS


@ELSEWHERE
def test_what_a_courier_keeps_opens_in_no_other_place(changed) -> None:
    locked = lock_parcel(WORDS, PARCEL, OWN)
    with pytest.raises(CannotOpen):
        unlock_parcel(locked, replace(PARCEL, **changed), OWN)


def test_who_has_no_seed_neither_opens_nor_makes_what_a_courier_keeps() -> None:
    """A day's public half lies in the database: what is sealed to it is not the courier's own."""
    locked = lock_parcel(WORDS, PARCEL, OWN)
    for key in (own_key(seed_of("another")), own_key(KEY.public), SEED):
        with pytest.raises(CannotOpen):
            unlock_parcel(locked, PARCEL, key)
    forged = seal_parcel(WORDS, PARCEL, KEY.public)
    for broken in (forged, b"", locked[:-1], bytes([locked[0] ^ 1]) + locked[1:]):
        with pytest.raises(CannotOpen):
            unlock_parcel(broken, PARCEL, OWN)


def test_what_a_courier_keeps_shows_only_its_size_band_and_never_looks_the_same() -> None:
    locked = [lock_parcel(b"x" * length, PARCEL, OWN) for length in (0, 10, 10, 900)]
    assert len({len(one) for one in locked}) == 1
    assert len(set(locked)) == len(locked)


def test_an_address_hash_belongs_to_one_pepper_channel_and_address() -> None:
    pepper = seed_of("pepper")
    made = address_hash(pepper, "telegram", "shore_bot/7")
    assert made == address_hash(pepper, "telegram", "shore_bot/7")
    others = [
        address_hash(seed_of("other"), "telegram", "shore_bot/7"),
        address_hash(pepper, "phone", "shore_bot/7"),
        address_hash(pepper, "telegram", "shore_bot/8"),
        address_hash(pepper, "telegramshore_bot", "/7"),
    ]
    assert made not in others


def test_the_derivations_are_those_that_were_written_down() -> None:
    """Vectors: another implementation, and the next version of this one, must give the same."""
    assert address_hash(bytes(range(32)), "telegram", "shore_bot/7").hex() == ADDRESS
    assert hashlib.sha256(PARCEL.info).hexdigest() == INFO
    signed = sign_day_key("telegram", DAY, bytes(range(32)), bytes(range(32)))
    assert hashlib.sha256(signed.public).hexdigest() == PUBLIC
    assert own_key(bytes(range(32))).hex() == OWN_KEY
    assert signed.signature.hex() == SIGNATURE


INFO = "65c086b423da1c675e355bf12557101d0a92f0d311e14ebb3648c2c89818d0d4"
ADDRESS = "716d2261c12568e9954dc13813fc2ee746550e0fc6450762a15abe17f833e355"
OWN_KEY = "49ac40f93cad24e43a25ab08e0243592e3609ef0563f30db4fff0126f57ab1ee"
PUBLIC = "c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b"
SIGNATURE = (
    "71f23c144b5a9e354f3ef2f933be5ca77fad77a9bf7f25cad8da6ee63cae177a"
    "a2dc5fe36ac30886fa7f0bb1b32b28ca3b08d958187a62d35480b78b5d51ed06"
)
