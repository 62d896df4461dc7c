"""The panic key: whoever may see danger first closes; it takes two to open again."""

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from safeconduct.cases import panic
from safeconduct.cases.doors import panic_state
from safeconduct.cases.half_done import HalfDone, Left
from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.cases.not_done import NotDone
from safeconduct.cases.panic import closed, press_panic, reopen
from safeconduct.config import lock
from safeconduct.config import panic as command
from safeconduct.domain.role import Role
from safeconduct.people import sessions
from safeconduct.talks.emptying import empty_all
from tests.making import ALICE, BOB, CAROL, DORA, MALLORY, reader

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]
NOW = timezone.now()
SAM = reader("Sam", Role.ADMINISTRATOR)
BOTH = reader("Berta", Role.SHIFT_LEAD, Role.COORDINATOR)


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME).order_by("seq")
    return list(rows.values_list("kind", "actor"))


@pytest.fixture
def session() -> None:
    Session.objects.create(session_key="a", session_data="x", expire_date=NOW)


@pytest.mark.parametrize("who", [ALICE, BOB, CAROL, SAM], ids=lambda one: one.call_sign)
def test_whoever_may_see_danger_first_closes_writing_and_ends_every_session(session, who) -> None:
    assert not panic_state()
    press_panic(actor=who.actor, at=NOW, empty=empty_all)
    assert panic_state()
    assert not Session.objects.exists()
    assert told() == [("panic_pressed", who.call_sign)]
    found = closed()
    assert found
    assert (found.by, found.at.second) == (who.call_sign, 0)


@pytest.mark.parametrize("who", [DORA, MALLORY], ids=lambda one: one.call_sign)
def test_nobody_else_closes_anything(session, who) -> None:
    with pytest.raises(NotDone):
        press_panic(actor=who.actor, at=NOW, empty=empty_all)
    assert not panic_state()
    assert Session.objects.exists()


@pytest.mark.parametrize(("first", "second"), [(BOB, CAROL), (CAROL, BOB), (BOTH, CAROL)])
def test_shift_lead_and_coordinator_open_together_in_either_order(first, second) -> None:
    press_panic(actor=ALICE.actor, at=NOW, empty=empty_all)
    assert not reopen(actor=first.actor, at=NOW)
    assert panic_state()
    assert reopen(actor=second.actor, at=NOW)
    assert not panic_state()
    assert told()[1:] == [("reopening_asked", first.call_sign), ("reopened", second.call_sign)]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (BOB, BOB, "another person"),
        (BOTH, BOTH, "another person"),
        (BOB, reader("Boris", Role.SHIFT_LEAD), "the other one"),
        (BOB, ALICE, "Your role"),
        (BOB, SAM, "Your role"),
    ],
)
def test_one_half_alone_opens_nothing(first, second, why: str) -> None:
    press_panic(actor=ALICE.actor, at=NOW, empty=empty_all)
    reopen(actor=first.actor, at=NOW)
    with pytest.raises(NotDone, match=why):
        reopen(actor=second.actor, at=NOW)
    assert panic_state()


def test_what_is_open_is_not_opened_again() -> None:
    with pytest.raises(NotDone, match="nothing to open"):
        reopen(actor=BOB.actor, at=NOW)


def test_pressed_again_it_ends_sessions_again_and_forgets_a_half(session) -> None:
    press_panic(actor=ALICE.actor, at=NOW, empty=empty_all)
    reopen(actor=BOB.actor, at=NOW)
    Session.objects.create(session_key="b", session_data="x", expire_date=NOW)
    press_panic(actor=CAROL.actor, at=NOW, empty=empty_all)
    assert not Session.objects.exists()
    assert not reopen(actor=CAROL.actor, at=NOW)


def test_sessions_end_even_where_the_log_takes_nothing(session, monkeypatch) -> None:
    def refuses(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(panic, "tell", refuses)
    with pytest.raises(HalfDone) as half:
        press_panic(actor=ALICE.actor, at=NOW, empty=empty_all)
    assert half.value.left == (Left.DOORS,)
    assert not Session.objects.exists()
    assert not panic_state()


def test_doors_close_and_it_is_told_even_where_sessions_or_memory_cannot_be_destroyed(
    session, monkeypatch
) -> None:
    def fails() -> None:
        raise DatabaseError

    monkeypatch.setattr(sessions, "lock_everybody", fails)
    emptied: list[bool] = []
    with pytest.raises(HalfDone) as half:
        press_panic(actor=ALICE.actor, at=NOW, empty=lambda: emptied.append(True))
    assert half.value.left == (Left.SESSIONS,)
    assert panic_state()
    assert emptied
    assert told() == [("panic_pressed", "Alice")]
    with pytest.raises(HalfDone) as half:
        press_panic(actor=BOB.actor, at=NOW, empty=fails)
    assert half.value.left == (Left.SESSIONS, Left.MEMORY)
    assert told()[1:] == [("panic_pressed", "Bob")]


def test_the_machine_closes_and_opens_and_the_log_says_that_it_was_the_machine(session) -> None:
    assert command.run([]) == 0
    assert panic_state()
    assert not Session.objects.exists()
    assert command.run(["--over"]) == 0
    assert not panic_state()
    assert told() == [("panic_pressed", "machine"), ("reopened", "machine")]
    assert command.run(["--over"]) == 1


def test_at_the_machine_too_it_says_what_could_not_be_done(session, monkeypatch, capsys) -> None:
    def fails(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(command, "empty_all", fails)
    assert command.run([]) == 1
    assert panic_state()
    assert not Session.objects.exists()
    assert "What bots and line remember" in capsys.readouterr().err


def test_lock_signs_everybody_out_and_closes_no_door(session) -> None:
    assert lock.run([]) == 0
    assert not Session.objects.exists()
    assert not panic_state()
