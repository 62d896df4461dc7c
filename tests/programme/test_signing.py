"""The reply key opens for who answers people, and for nobody else."""

import pytest

from safeconduct.programme.models import SigningKey
from safeconduct.programme.signing import NoReplyKey, reply_key
from safeconduct.vault import signatures
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("name", ["alice", "bob", "carol"])
def test_who_answers_people_signs_in_the_programmes_name(cast: Cast, name: str) -> None:
    key = reply_key(getattr(cast, name).reader)
    listed = SigningKey.objects.filter(purpose="reply").values_list("public", flat=True)
    assert {bytes(one) for one in listed} == {signatures.public_of(key.seed)}


@pytest.mark.parametrize("name", ["dora", "emil", "greta", "victor", "sam", "mallory"])
def test_nobody_else_does(cast: Cast, name: str) -> None:
    with pytest.raises(NoReplyKey):
        reply_key(getattr(cast, name).reader)


def test_a_planted_reply_key_is_not_used(cast: Cast) -> None:
    SigningKey.objects.update(sealed_seed=b"another seed")
    with pytest.raises(NoReplyKey):
        reply_key(cast.alice.reader)
