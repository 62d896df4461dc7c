"""The log: what an owner of the database did to it is named."""

import pytest
from django.db import DatabaseError, connection, transaction

from safeconduct.cases import models
from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.log_check import broken_places
from tests.making import NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CASES = 3


@pytest.fixture
def unguarded():
    """Three short chains, and a database whose owner has taken the triggers away."""
    from safeconduct.vault import arrivals
    from tests.making import facts

    keys = [new_keys() for _ in range(CASES)]
    for one in keys:
        store(a_new(one), NOON)
    for one in keys:
        store(arrivals.withdraw(facts(), one), NOON)
    while take_in():
        pass
    with connection.cursor() as cursor:
        names = {
            "sqlite": ("DROP TRIGGER sc_event_keeps_update", "DROP TRIGGER sc_event_keeps_delete"),
            "postgresql": (
                "DROP TRIGGER sc_event_keeps ON sc_event",
                "DROP TRIGGER sc_event_keeps_whole ON sc_event",
            ),
        }
        for statement in names[connection.vendor]:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE sc_event SET actor = 'Bob'", "DELETE FROM sc_event"],
)
def test_the_database_refuses_to_change_the_log(statement: str) -> None:
    store(a_new(new_keys()), NOON)
    take_in()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert models.Event.objects.count() == 1


def test_an_untouched_log_has_no_broken_place(unguarded) -> None:
    assert list(broken_places()) == []


def test_a_programmes_log_that_vanished_is_named(unguarded, cast) -> None:
    assert list(broken_places()) == []
    models.Event.objects.filter(subject=PROGRAMME).delete()
    models.Head.objects.filter(subject=PROGRAMME).delete()
    assert list(broken_places()) == [f"{PROGRAMME}: the programme has no log"]


def one_chain() -> list[models.Event]:
    subject = models.Event.objects.first().subject
    return list(models.Event.objects.filter(subject=subject).order_by("seq"))


def test_an_edited_event_is_named(unguarded) -> None:
    first, _ = one_chain()
    models.Event.objects.filter(id=first.id).update(actor="Bob")
    assert list(broken_places()) == [f"{first.subject}: event 1 was edited"]


def test_a_removed_event_is_named(unguarded) -> None:
    first, _ = one_chain()
    models.Event.objects.filter(id=first.id).delete()
    assert f"{first.subject}: event 1 is gone" in list(broken_places())


def test_reordered_events_are_named(unguarded) -> None:
    first, second = one_chain()
    models.Event.objects.filter(id=first.id).update(seq=99)
    models.Event.objects.filter(id=second.id).update(seq=1)
    models.Event.objects.filter(id=first.id).update(seq=2)
    lines = list(broken_places())
    assert f"{first.subject}: event 1 was edited" in lines
    assert f"{first.subject}: event 2 was edited" in lines


def test_a_cut_tail_is_named(unguarded) -> None:
    _, second = one_chain()
    models.Event.objects.filter(id=second.id).delete()
    (line,) = broken_places()
    assert line == f"{second.subject}: the log is cut after event 1; the head says 2"


def test_a_whole_chain_that_vanished_is_named(unguarded) -> None:
    first, _ = one_chain()
    models.Event.objects.filter(subject=first.subject).delete()
    models.Head.objects.filter(subject=first.subject).delete()
    assert list(broken_places()) == [f"{first.subject}: the case has no log"]
