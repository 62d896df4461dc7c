"""Manifest, directory and index: who must sign, in which order, and what never goes backwards."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.vault import seals, signatures
from safeconduct.vault.directory import (
    Directory,
    LowerSerial,
    Malformed,
    NotSigned,
    Seen,
    SigningPublic,
    Standing,
    Succession,
    accept_directory,
    directory_body,
    directory_file,
    sign_directory,
    succession_bytes,
)
from safeconduct.vault.index import (
    Index,
    NotListed,
    accept_index,
    index_body,
    index_file,
    listed,
    sign_index,
)
from safeconduct.vault.manifest import (
    ChannelEntry,
    CourierKey,
    DirectoryKeys,
    Manifest,
    open_manifest,
    sign_manifest,
)
from tests.vault.cast import COORDINATION, INTAKE, LEAD, NOON, SALT, seed_of

SECOND = timedelta(seconds=1)
ROOT = seed_of("root")
LEADS, COORDINATES = seed_of("directory lead"), seed_of("directory coordination")
KEYS = DirectoryKeys(
    lead=signatures.public_of(LEADS), coordination=signatures.public_of(COORDINATES)
)
MANIFEST = Manifest(
    programme="Демонстрация",
    directory_keys=KEYS,
    couriers=(CourierKey(channel="telegram", public=signatures.public_of(seed_of("courier"))),),
    channels=(ChannelEntry(kind="site", address="https://help.example"),),
    salt=SALT,
    recovery_public=seals.public_of(seed_of("recovery")),
    valid_from=NOON,
    valid_until=NOON + timedelta(days=365),
)
DIRECTORY = Directory(
    serial=5,
    issued_at=NOON,
    teams=(INTAKE, LEAD, COORDINATION),
    signing_keys=(
        SigningPublic(purpose="reply", version=1, public=seed_of("public 1"), retired=True),
        SigningPublic(purpose="reply", version=2, public=seed_of("public 2")),
        SigningPublic(purpose="pass", version=9, public=seed_of("public 9")),
    ),
)


def file_of(directory: Directory, lead: bytes = LEADS, coordination: bytes = COORDINATES) -> bytes:
    body = directory_body(directory)
    return directory_file(body, sign_directory(body, lead), sign_directory(body, coordination))


def test_a_manifest_signed_by_the_pinned_root_is_read_as_written() -> None:
    assert open_manifest(sign_manifest(MANIFEST, ROOT), signatures.public_of(ROOT)) == MANIFEST


def test_a_manifest_of_another_root_or_with_a_changed_letter_is_refused() -> None:
    written = sign_manifest(MANIFEST, ROOT)
    changed = written.replace(b"help.example", b"hell.example")
    for content, root in ((written, seed_of("Mallory")), (changed, ROOT)):
        with pytest.raises(NotSigned):
            open_manifest(content, signatures.public_of(root))


def test_a_manifest_expires_to_the_second() -> None:
    assert not MANIFEST.expired(MANIFEST.valid_until - SECOND)
    assert MANIFEST.expired(MANIFEST.valid_until)


def test_a_directory_with_both_signatures_is_read_as_written() -> None:
    assert accept_directory(file_of(DIRECTORY), KEYS) == DIRECTORY


def test_one_signature_a_strangers_or_the_same_twice_is_not_enough() -> None:
    body = directory_body(DIRECTORY)
    by_lead, by_coordination = sign_directory(body, LEADS), sign_directory(body, COORDINATES)
    for content in (
        directory_file(body, by_lead, by_lead),
        directory_file(body, by_coordination, by_lead),
        directory_file(body, by_lead, sign_directory(body, seed_of("Mallory"))),
        directory_file(body, by_lead, b""),
        body + b"\n" + by_lead.hex().encode(),
        body,
    ):
        with pytest.raises(NotSigned):
            accept_directory(content, KEYS)


def test_the_signature_of_an_index_or_a_manifest_does_not_count_for_a_directory() -> None:
    body = directory_body(DIRECTORY)
    content = directory_file(body, sign_index(body, LEADS), sign_index(body, COORDINATES))
    with pytest.raises(NotSigned):
        accept_directory(content, KEYS)


@given(st.data())
@settings(max_examples=40)
def test_a_directory_with_any_changed_byte_is_never_accepted_as_another(data) -> None:
    content = bytearray(file_of(DIRECTORY))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(NotSigned, Malformed):
        assert accept_directory(bytes(content), KEYS) == DIRECTORY


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b'{"serial":-1}', b'{"serial":true}', b"[" * 100_000, b"9" * 9999],
    ids=range(8),
)
def test_a_body_of_another_shape_is_refused(body: bytes) -> None:
    content = directory_file(body, sign_directory(body, LEADS), sign_directory(body, COORDINATES))
    with pytest.raises((Malformed, NotSigned)):
        accept_directory(content, KEYS)


def test_a_lower_serial_than_the_highest_seen_is_refused_and_the_same_is_not() -> None:
    for seen in (0, 4, 5):
        assert accept_directory(file_of(DIRECTORY), KEYS, Seen(serial=seen)).serial == 5
    with pytest.raises(LowerSerial):
        accept_directory(file_of(DIRECTORY), KEYS, Seen(serial=6))


@pytest.mark.parametrize(
    ("age", "standing"),
    [
        (timedelta(0), Standing.FRESH),
        (timedelta(days=21) - SECOND, Standing.FRESH),
        (timedelta(days=21), Standing.RENEW),
        (timedelta(days=30) - SECOND, Standing.RENEW),
        (timedelta(days=30), Standing.URGENT),
        (timedelta(days=35) - SECOND, Standing.URGENT),
        (timedelta(days=35), Standing.EXPIRED),
        (timedelta(days=400), Standing.EXPIRED),
    ],
)
def test_age_is_a_standing_and_never_a_refusal(age: timedelta, standing: Standing) -> None:
    assert accept_directory(file_of(DIRECTORY), KEYS).standing(NOON + age) is standing


def test_retired_reply_keys_verify_and_only_living_ones_sign() -> None:
    assert set(DIRECTORY.keys_for("reply")) == {1, 2}
    assert DIRECTORY.current_key("reply").version == 2
    assert DIRECTORY.team("lead") == LEAD
    for missing in ("NIB", ""):
        with pytest.raises(KeyError):
            DIRECTORY.current_key(missing)
    with pytest.raises(KeyError):
        DIRECTORY.team("custody")


NEW_LEADS, NEW_COORDINATES = seed_of("next lead"), seed_of("next coordination")
NEW_KEYS = DirectoryKeys(
    lead=signatures.public_of(NEW_LEADS), coordination=signatures.public_of(NEW_COORDINATES)
)
HANDED_OVER = Succession(
    keys=NEW_KEYS,
    by_lead=signatures.sign(succession_bytes(KEYS, NEW_KEYS), LEADS),
    by_coordination=signatures.sign(succession_bytes(KEYS, NEW_KEYS), COORDINATES),
)
AFTER = replace(DIRECTORY, serial=6, successions=(HANDED_OVER,))


def test_successors_that_both_old_keys_signed_sign_the_directory() -> None:
    accepted = accept_directory(file_of(AFTER, NEW_LEADS, NEW_COORDINATES), KEYS)
    assert accepted.signers(KEYS) == NEW_KEYS
    assert accepted.seen == Seen(serial=6, successions=1)


def test_successors_without_both_old_signatures_count_for_nothing() -> None:
    for broken in (
        replace(HANDED_OVER, by_lead=HANDED_OVER.by_coordination),
        replace(HANDED_OVER, by_coordination=signatures.sign(b"x", COORDINATES)),
        replace(HANDED_OVER, keys=replace(NEW_KEYS, lead=signatures.public_of(seed_of("M")))),
    ):
        taken = replace(AFTER, successions=(broken,))
        with pytest.raises(NotSigned):
            accept_directory(file_of(taken, NEW_LEADS, NEW_COORDINATES), KEYS)


def test_old_keys_sign_nothing_any_more_once_their_successors_were_seen() -> None:
    with pytest.raises(NotSigned):
        accept_directory(file_of(AFTER), KEYS)
    forked = replace(DIRECTORY, serial=7)
    with pytest.raises(LowerSerial):
        accept_directory(file_of(forked), KEYS, AFTER.seen)


TEXTS = {"texts/ru.toml": "Вы в безопасности?".encode(), "texts/en.toml": b"Are you safe?"}
INDEX = Index(serial=3, files=tuple(listed(name, content) for name, content in TEXTS.items()))


def index_signed(lead: bytes, coordination: bytes) -> bytes:
    body = index_body(INDEX)
    return index_file(body, sign_index(body, lead), sign_index(body, coordination))


def test_an_index_signed_by_both_lets_through_exactly_what_it_lists() -> None:
    index = accept_index(index_signed(LEADS, COORDINATES), KEYS)
    for name, content in TEXTS.items():
        assert index.check(name, content) == content
    for name, content in (
        ("texts/ru.toml", TEXTS["texts/en.toml"]),
        ("texts/ru.toml", b""),
        ("texts/tt.toml", TEXTS["texts/ru.toml"]),
    ):
        with pytest.raises(NotListed):
            index.check(name, content)


def test_an_index_of_one_signer_or_of_a_lower_serial_is_refused() -> None:
    with pytest.raises(NotSigned):
        accept_index(index_signed(LEADS, LEADS), KEYS)
    assert accept_index(index_signed(LEADS, COORDINATES), KEYS, 3).serial == 3
    with pytest.raises(LowerSerial):
        accept_index(index_signed(LEADS, COORDINATES), KEYS, 4)
