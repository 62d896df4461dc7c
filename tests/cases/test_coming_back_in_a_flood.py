"""Who comes back is taken in beside any number of new requests, and never before their own."""

import secrets

import pytest

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import Words
from safeconduct.cases.intake import take_in
from safeconduct.vault import arrivals, signatures
from safeconduct.vault.return_keys import ReturnKeys
from tests.making import NOON, a_new, an_add, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def verdicts() -> dict[str, int]:
    taken = list(models.Arrival.objects.values_list("taken", flat=True))
    return {str(word): taken.count(word) for word in set(taken)}


def asked(keys: ReturnKeys, **changes: object) -> bytes:
    """Store a request and return the public half of its case's key."""
    new = a_new(keys, **changes)
    store(new, NOON)
    return new.case_public


@pytest.mark.parametrize("wish", ["withdraw", "erase"])
def test_a_wish_is_heard_while_new_requests_keep_coming(wish: str) -> None:
    keys = new_keys()
    asked(keys)
    take_in()
    store(getattr(arrivals, wish)(facts(), keys), NOON)
    asked(new_keys())
    take_in()
    assert models.Arrival.objects.get(kind=wish).taken == "taken"
    assert verdicts() == {"taken": 3}


def test_who_comes_back_at_once_waits_for_their_own_request() -> None:
    people = [new_keys() for _ in range(3)]
    for keys in people:
        asked(keys)
    store(arrivals.withdraw(facts(), people[2]), NOON)
    store(arrivals.withdraw(facts(), people[0]), NOON)
    take_in(2)
    waiting = models.Arrival.objects.filter(taken=None)
    assert {row.kind for row in waiting} == {"new", "withdraw"}
    assert {bytes(row.locator) for row in waiting} == {people[2].locator}
    while take_in(2):
        pass
    assert verdicts() == {"taken": 5}
    assert models.Case.objects.filter(state="withdrawn").count() == 2


def test_words_of_a_talk_wait_for_what_the_talk_handed_in() -> None:
    keys, talk_seed = new_keys(), secrets.token_bytes(32)
    asked(new_keys())
    public = asked(keys, channel="telegram", talk_sign=signatures.public_of(talk_seed))
    blank = facts(channel="telegram", request_kind="", size_band="")
    said = Words(text="Ещё одно.", at=NOON).encode()
    store(arrivals.add_by_talk(blank, said, public, talk_seed), NOON)
    take_in(1)
    assert models.Arrival.objects.get(kind="add").taken is None
    while take_in(1):
        pass
    assert verdicts() == {"taken": 3}


def test_those_whose_request_still_waits_hold_up_nobody_else() -> None:
    early, late = new_keys(), [new_keys() for _ in range(6)]
    public = asked(early)
    take_in()
    theirs = [asked(keys) for keys in late]
    for keys, public_of_theirs in list(zip(late, theirs, strict=True))[2:]:
        store(an_add(keys, public_of_theirs), NOON)
    store(an_add(early, public), NOON)
    take_in(2)
    assert models.CaseArrival.objects.filter(case__first__locator=early.locator).count() == 2
