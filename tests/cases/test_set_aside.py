"""Who sends without end: nothing of it is lost, and nobody else waits for it."""

import secrets
from datetime import timedelta

import pytest

from safeconduct.cases import models, returners, set_aside
from safeconduct.cases.access import access_case
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import Words
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.purging import purge_refused
from safeconduct.cases.queries import not_taken_in, oldest_untaken, waiting
from safeconduct.cases.set_aside import let_in_again
from safeconduct.cases.untaken import A_TURN
from safeconduct.domain.retention import shortened
from safeconduct.vault import arrivals, signatures
from safeconduct.vault.arrivals import Arrival
from safeconduct.vault.return_keys import ReturnKeys
from tests.making import ALICE, NOON, a_new, an_add, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FEW = 4
CLEARED = timedelta(days=400)


@pytest.fixture(autouse=True)
def few_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a case take as many words unread as a test can wait for."""
    for module in (returners, set_aside):
        monkeypatch.setattr(module, "MOST_UNREAD", FEW)


class Person:
    """Somebody with a code, who has asked and writes on."""

    def __init__(self, **changes: object) -> None:
        self.keys: ReturnKeys = new_keys()
        new = a_new(self.keys, **changes)
        self.public = new.case_public
        store(new, NOON)
        take_all()

    def writes(self, *said: object) -> list[Arrival]:
        made = [an_add(self.keys, self.public, f"{words}") for words in said]
        for one in made:
            store(one, NOON)
        return made

    @property
    def case(self) -> models.Case:
        return models.Case.objects.get(first__requester_sign=self._sign())

    def _sign(self) -> bytes:
        rows = models.Arrival.objects.filter(kind="new", locator=self.keys.locator)
        return bytes(rows.get().requester_sign)


def take_all() -> None:
    while take_in():
        pass


def verdicts(made: list[Arrival]) -> list[str | None]:
    found = dict(models.Arrival.objects.values_list("id", "taken"))
    return [found[one.id] for one in made]


def read(reference: str) -> list[str]:
    view = access_case(reference, ALICE, NOON)
    assert view.intact
    return [item.words for item in view.timeline if item.words]


def test_words_beyond_what_a_case_takes_unread_wait_until_it_is_read() -> None:
    person = Person()
    made = person.writes(*range(9))
    take_all()
    # The request itself is unread too.
    assert verdicts(made) == ["taken"] * 3 + ["set_aside"] * 6
    assert not_taken_in() == {"set_aside": 6}
    assert oldest_untaken() is None
    assert let_in_again() == 0
    reference = waiting(ALICE)[0].reference
    assert set_aside.on_case(reference) == 6
    assert read(reference) == ["0", "1", "2"]
    assert let_in_again() == FEW
    take_all()
    assert read(reference) == [f"{number}" for number in range(7)]
    let_in_again()
    take_all()
    assert read(reference) == [f"{number}" for number in range(9)]
    assert not_taken_in() == {}
    assert set_aside.on_case(reference) == 0
    assert list(broken_places()) == []


def test_what_waits_is_no_refusal_and_outlives_each_of_them() -> None:
    made = Person().writes(*range(6))
    take_all()
    assert purge_refused(NOON + CLEARED, shortened({})) == 0
    assert verdicts(made)[3:] == ["set_aside"] * 3


@pytest.mark.parametrize(("wish", "state"), [("withdraw", "withdrawn"), ("erase", "erased")])
def test_a_wish_is_heard_before_the_words_that_wait(wish: str, state: str) -> None:
    person = Person()
    person.writes(*range(3 * A_TURN))
    store(getattr(arrivals, wish)(facts(), person.keys), NOON)
    take_in(A_TURN + 1)
    assert models.Case.objects.get().state == state


def test_words_that_wait_are_destroyed_with_their_case() -> None:
    person = Person()
    made = person.writes(*range(6))
    take_all()
    store(arrivals.erase(facts(), person.keys), NOON)
    take_all()
    assert not models.Arrival.objects.filter(kind="add").exclude(body=b"").exists()
    assert let_in_again() == 3
    take_all()
    assert not {"set_aside", "taken", None} & set(verdicts(made)[3:])


def test_others_have_their_turn_beside_who_sends_without_end() -> None:
    loud, quiet = Person(), Person()
    loud.writes(*range(5 * A_TURN))
    (word,) = quiet.writes("Мы здесь.")
    take_in(2 * A_TURN)
    assert verdicts([word]) == ["taken"]
    assert quiet.case.unread == 2


def in_chat(seed: bytes, person: Person, words: str) -> Arrival:
    blank = facts(channel="telegram", request_kind="", size_band="")
    said = Words(text=words, at=NOON).encode()
    made = arrivals.add_by_talk(blank, said, person.public, seed)
    store(made, NOON)
    return made


def in_chat_with_code(seed: bytes, person: Person, words: str) -> Arrival:
    """Store words that came with the code in a chat: they name the key of what follows there."""
    sign = signatures.public_of(seed)
    blank = facts(channel="telegram", request_kind="", size_band="", talk_sign=sign)
    said = Words(text=words, at=NOON).encode()
    made = arrivals.add(blank, said, person.keys, person.public)
    store(made, NOON)
    return made


@pytest.mark.usefixtures("programme")
def test_words_of_a_chat_wait_with_those_that_name_its_key() -> None:
    person, seed = Person(), secrets.token_bytes(32)
    person.writes(*range(FEW))
    named, said = in_chat_with_code(seed, person, "С кодом."), in_chat(seed, person, "Без кода.")
    take_all()
    assert verdicts([named, said]) == ["set_aside"] * 2
    for _ in range(3):
        read(waiting(ALICE)[0].reference)
        let_in_again()
        take_all()
    assert verdicts([named, said]) == ["taken"] * 2
    assert read(waiting(ALICE)[0].reference)[-2:] == ["С кодом.", "Без кода."]


@pytest.mark.usefixtures("programme")
def test_words_that_nobody_may_have_signed_wait_for_no_end() -> None:
    person, stranger = Person(), secrets.token_bytes(32)
    alone = in_chat(stranger, person, "Чужое.")
    take_all()
    assert verdicts([alone]) == ["bad_signature"]
    person.writes(*range(FEW + 1))
    beside = in_chat(stranger, person, "Чужое.")
    take_all()
    assert verdicts([beside]) == ["set_aside"]
    for _ in range(3):
        read(waiting(ALICE)[0].reference)
        let_in_again()
        take_all()
    assert verdicts([beside]) == ["bad_signature"]
