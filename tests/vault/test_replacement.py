from dataclasses import fields, replace

import pytest

from safeconduct.vault import signatures
from safeconduct.vault.replacement import Replacement, read_replacement, sign_replacement
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.signatures import BadSignature
from tests.vault.cast import CASE_PUBLIC, KEYS, MALLORY, REQUESTER, seed_of

KEY = ReplyKey(version=4, seed=seed_of("reply 4"))
LISTED = {4: signatures.public_of(KEY.seed)}
MADE = Replacement(
    case_public=CASE_PUBLIC,
    old_locator=KEYS.locator,
    locator=seed_of("new locator"),
    requester_kem=REQUESTER.kem_public,
    requester_sign=REQUESTER.sign_public,
)


def test_a_record_signed_with_a_listed_reply_key_is_read() -> None:
    assert read_replacement(sign_replacement(MADE, KEY), LISTED) == MADE


def test_a_record_of_another_key_is_refused() -> None:
    for key in (ReplyKey(version=4, seed=MALLORY.sign_seed), ReplyKey(version=5, seed=KEY.seed)):
        with pytest.raises(BadSignature):
            read_replacement(sign_replacement(MADE, key), LISTED)


@pytest.mark.parametrize("name", [one.name for one in fields(Replacement)])
def test_no_part_of_a_record_can_be_changed(name: str) -> None:
    record = sign_replacement(MADE, KEY)
    value = getattr(MADE, name)
    other = replace(MADE, **{name: bytes([value[0] ^ 1]) + value[1:]})
    forged = sign_replacement(other, ReplyKey(version=4, seed=MALLORY.sign_seed))
    spliced = forged[: -signatures.SIGNATURE] + record[-signatures.SIGNATURE :]
    with pytest.raises(BadSignature):
        read_replacement(spliced, LISTED)


@pytest.mark.parametrize("broken", [b"", b"record", bytes(200)])
def test_what_is_no_record_is_refused(broken: bytes) -> None:
    with pytest.raises(BadSignature):
        read_replacement(broken, LISTED)
