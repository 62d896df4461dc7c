"""What is not shown of a case is named as what it is: not vouched for, or not to be opened."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.cases import actions, models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import Words
from safeconduct.vault import arrivals
from safeconduct.vault.pairs import pair_of
from tests.cast import Cast
from tests.desk.page import words
from tests.desk.place import Asking, sit_down, take_all
from tests.making import facts, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

NOT_VOUCHED = "Neither signature nor log vouches for it"
NOT_OPENED = "The key of this case does not open it"


@pytest.fixture
def desk(cast: Cast) -> Client:
    return sit_down(cast.alice)


def test_words_that_were_changed_where_they_lie_are_vouched_for_by_nobody(desk: Client) -> None:
    asking = Asking()
    asking.writes_again("Мы у моста.")
    last = models.Arrival.objects.get(kind="add")
    *most, end = bytes(last.body)
    models.Arrival.objects.filter(id=last.id).update(body=bytes([*most, end ^ 1]))
    page = words(desk.get(asking.path))
    assert "Something here does not verify, or cannot be opened." in page
    assert NOT_VOUCHED in page
    assert NOT_OPENED not in page
    assert "Мы у моста." not in page


def test_words_that_are_signed_and_sealed_to_another_key_are_said_to_be_that(desk: Client) -> None:
    asking = Asking()
    said = Words(text="Мы у моста.", at=timezone.now())
    blank = facts(request_kind="", size_band="", id=uuid.uuid4())
    elsewhere = pair_of(new_keys().seed).kem_public
    store(arrivals.add(blank, said.encode(), asking.keys, elsewhere), timezone.now())
    take_all()
    page = words(desk.get(asking.path))
    assert NOT_OPENED in page
    assert "Cannot be opened" in page
    assert NOT_VOUCHED not in page


def test_a_note_under_another_name_is_not_said_to_be_the_persons(cast: Cast, desk: Client) -> None:
    asking = Asking()
    actions.write_note(asking.reference, "Осторожно.", reader=cast.alice.reader, at=timezone.now())
    asking.case.entries.update(author="Bob")
    page = words(desk.get(asking.path))
    assert NOT_OPENED in page
    assert "this person’s key" not in page
    assert "Осторожно." not in page


@pytest.mark.parametrize(
    ("language", "says"),
    [("ru", "Ни подпись, ни журнал"), ("uk", "Ні підпис, ні журнал")],
)
def test_it_is_said_in_the_language_of_the_desk(cast: Cast, language: str, says: str) -> None:
    asking = Asking()
    models.Arrival.objects.filter(id=asking.arrival.id).update(body=b"other")
    assert says in words(sit_down(cast.alice, language=language).get(asking.path))
