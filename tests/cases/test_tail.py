"""Following the log: each event once, also what appears late, and only with who may hear it."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from safeconduct.cases import actions, models, tail
from safeconduct.cases.arrivals import store
from safeconduct.cases.intake import take_in
from safeconduct.cases.queries import waiting
from safeconduct.cases.tail import Tail
from safeconduct.domain.life import Action
from safeconduct.domain.role import Team
from tests.making import ALICE, NOON, a_new, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def somebody_asks(**said: str) -> str:
    before = {row.reference for row in waiting(ALICE)}
    store(a_new(new_keys(), **said), NOON)
    while take_in():
        pass
    (fresh,) = {row.reference for row in waiting(ALICE)} - before
    return fresh


def test_an_event_is_told_once_in_clear_words_and_to_the_teams_that_hold_a_key() -> None:
    somebody_asks()
    following = Tail.begin()
    reference = somebody_asks(urgency="wounded")
    (told,) = following.read()
    assert (told.reference, told.kind, told.seq, told.state) == (
        reference,
        "request",
        1,
        "requested",
    )
    assert told.teams == {Team.INTAKE, Team.LEAD}
    assert [sign.value for sign in told.signs] == ["wounded"]
    assert following.read() == ()


def test_what_happened_before_is_not_told() -> None:
    somebody_asks()
    assert Tail.begin().read() == ()


def test_an_action_is_told_with_the_call_sign() -> None:
    reference = somebody_asks()
    following = Tail.begin()
    actions.act(reference, Action.TAKE, reader=ALICE, at=NOON, chosen={}, seen=1)
    assert [(told.kind, told.actor) for told in following.read()] == [("take", "Alice")]


def test_an_event_that_appears_late_under_a_lower_number_is_told() -> None:
    somebody_asks()
    following = Tail.begin()
    somebody_asks()
    newest = models.Event.objects.order_by("id").last()
    lower = newest.id
    unguard()
    models.Event.objects.filter(id=lower).update(id=lower + 50)
    assert len(following.read()) == 1
    late = somebody_asks()
    models.Event.objects.filter(id=lower + 51).update(id=lower)
    models.Event.objects.filter(id=lower + 1).update(id=lower)
    assert [told.reference for told in following.read()] == [late]
    assert following.read() == ()


def unguard() -> None:
    statement = {
        "sqlite": "DROP TRIGGER sc_event_keeps_update",
        "postgresql": "ALTER TABLE sc_event DISABLE TRIGGER sc_event_keeps",
    }
    with connection.cursor() as cursor:
        cursor.execute(statement[connection.vendor])


def test_following_does_not_grow_with_what_it_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "WINDOW", 3)
    following = Tail.begin()
    for _ in range(12):
        somebody_asks()
        following.read()
    following.read()
    if connection.vendor == "sqlite":
        assert len(following.seen) == 3


@pytest.mark.parametrize("what", ["sc_case_wrap", "the server"])
def test_what_the_database_could_not_tell_is_told_by_the_next_look(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    somebody_asks()
    following = Tail.begin()
    reference = somebody_asks()

    def does_not_answer(*_: object) -> int:
        raise OperationalError

    def wraps_do_not_answer(execute, sql, *rest):
        return does_not_answer() if f'FROM "{what}"' in sql else execute(sql, *rest)

    with monkeypatch.context() as broken, connection.execute_wrapper(wraps_do_not_answer):
        if what == "the server":
            broken.setattr(tail, "WINDOW", 0)
            broken.setattr(tail, "_next_one", does_not_answer)
        with pytest.raises(OperationalError):
            following.read()
    assert [told.reference for told in following.read()] == [reference]
    assert following.read() == ()


@pytest.mark.parametrize(("under_way", "held"), [(True, True), (False, False)])
def test_what_ran_when_something_was_read_holds_the_floor_until_it_is_over(
    monkeypatch: pytest.MonkeyPatch, *, under_way: bool, held: bool
) -> None:
    monkeypatch.setattr(tail, "WINDOW", 1)
    monkeypatch.setattr(tail, "_next_one", lambda: 100)
    monkeypatch.setattr(tail, "_oldest_under_way", lambda: 99 if under_way else 101)
    following = Tail.begin()
    begun = following.floor
    for _ in range(6):
        somebody_asks()
        following.read()
    assert (following.floor == begun) == held


@pytest.mark.postgres
def test_a_transaction_under_way_is_the_oldest_and_a_later_one_is_above_it() -> None:
    begun, go_on, number = threading.Event(), threading.Event(), []

    def under_way() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            number.append(int(cursor.fetchone()[0]))
            begun.set()
            go_on.wait(20)
        connection.close()

    running = threading.Thread(target=under_way)
    running.start()
    try:
        assert begun.wait(20)
        assert tail._oldest_under_way() <= number[0] < tail._next_one()
    finally:
        go_on.set()
        running.join(20)
