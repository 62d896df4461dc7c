"""Signing in, locking, and what happens to words that were being typed."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Event
from safeconduct.cases.staffing import lock_everybody
from safeconduct.desk import coming_and_going
from safeconduct.domain.role import MACHINE
from safeconduct.people import kdf
from safeconduct.people.sessions import COOKIE
from tests.cast import Cast
from tests.desk.page import read, words
from tests.desk.place import Asking
from tests.held import held

pytestmark = pytest.mark.django_db(databases="__all__")


def go_idle(client: Client) -> None:
    session = client.session
    session["active"] = int((timezone.now() - timedelta(minutes=16)).timestamp())
    session.save()


def test_phrase_then_code_leads_to_the_queue(cast: Cast, client: Client) -> None:
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/sign-in/"
    cast.alice.sign_in(client)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/queue/"
    assert "Alice" in words(answer)


def test_one_comes_back_to_the_page_that_was_asked_for(cast: Cast, client: Client) -> None:
    asking = Asking()
    door = client.get(asking.path).headers["Location"]
    assert read(client.get(door)).form_with("password").values["next"] == asking.path


def test_a_wrong_phrase_is_said_and_the_call_sign_stays(cast: Cast, client: Client) -> None:
    answer = client.post("/sign-in/", {"login": "Alice", "password": "six wrong words at the door"})
    assert "do not belong together" in words(answer)
    assert read(answer).form_with("password").values["login"] == "Alice"
    assert "six wrong words" not in answer.content.decode()


def test_while_many_sign_in_one_more_is_told_so_at_once_and_has_not_failed(
    cast: Cast, client: Client
) -> None:
    entered = {"login": "Alice", "password": cast.alice.phrase}
    with held(kdf.STRETCHING):
        for _ in range(11):
            answer = client.post("/sign-in/", entered)
            assert "Many are signing in at this moment" in words(answer)
    assert client.post("/sign-in/", entered).headers["Location"] == "/sign-in/second/"


def test_a_wrong_code_is_said(cast: Cast, client: Client) -> None:
    client.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    answer = client.post("/sign-in/second/", {"code": "000000"})
    assert "A code counts once" in words(answer)


def test_a_page_asked_for_before_the_code_leads_back_to_the_code(
    cast: Cast, client: Client
) -> None:
    client.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    client.get("/doors/", headers={"HX-Request": "true"})
    asked = client.get("/queue/", follow=True)
    assert "One code more" in words(asked)
    cast.alice.enter_code(client)
    assert client.get("/queue/").status_code == 200


def test_whose_key_is_gone_before_the_code_begins_with_the_phrase(
    cast: Cast, client: Client
) -> None:
    client.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    del client.cookies[COOKIE]
    answer = client.get("/sign-in/second/", follow=True)
    assert "Your phrase is also the key" in words(answer)
    cast.alice.sign_in(client)
    assert client.get("/queue/").status_code == 200


def test_idle_for_too_long_the_desk_locks_itself(alice) -> None:
    asking = Asking()
    go_idle(alice)
    answer = alice.get(asking.path, follow=True)
    assert "The desk is locked" in words(answer)
    assert alice.session.get("sealed_seed") is None


def test_what_was_typed_when_it_locked_is_given_back_to_copy(alice) -> None:
    asking = Asking()
    go_idle(alice)
    answer = alice.post(f"{asking.path}reply/", {"words": "Жгут держит?", "seen": "9"})
    assert answer.status_code == 403
    assert "Жгут держит?" in answer.content.decode()
    assert "Nothing was sent" in words(answer)
    assert not asking.case.entries.exists()


def test_asking_for_rows_keeps_nobody_signed_in(alice) -> None:
    session = alice.session
    session["active"] -= 100
    session.save()
    alice.get("/rows/queue/")
    assert alice.session["active"] == session["active"]
    alice.post("/here/")
    assert alice.session["active"] > session["active"]


def test_rows_asked_for_by_a_locked_desk_lead_the_page_to_the_door(alice) -> None:
    go_idle(alice)
    answer = alice.get("/rows/queue/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in/?locked=1"


def test_lock_takes_the_key_out_of_the_session_at_once(alice) -> None:
    answer = alice.post("/lock/", follow=True)
    assert "The desk is locked" in words(answer)
    assert not Session.objects.exists()


def told() -> list[tuple[str, str]]:
    """What the programme's log says since its founding: kind and call sign."""
    rows = Event.objects.filter(subject=PROGRAMME).exclude(actor=MACHINE).order_by("seq")
    assert {row.details for row in rows} <= {"{}"}
    return [(row.kind, row.actor) for row in rows]


def test_coming_and_going_is_told_with_the_call_sign(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    client.post("/sign-out/")
    cast.alice.sign_in(client)
    client.post("/lock/")
    kinds = ["signed_in", "signed_out", "signed_in", "locked"]
    assert told() == [(kind, "Alice") for kind in kinds]
    assert list(broken_places()) == []


def test_a_failed_second_factor_is_told(cast: Cast, client: Client) -> None:
    client.post("/sign-in/", {"login": "alice", "password": cast.alice.phrase})
    client.post("/sign-in/second/", {"code": "000000"})
    assert told() == [("second_factor_failed", "Alice")]


def test_a_wrong_phrase_and_a_stranger_leave_no_event(cast: Cast, client: Client) -> None:
    for login in ("Alice", "Nobody"):
        client.post("/sign-in/", {"login": login, "password": "six wrong words at the door"})
    client.post("/sign-out/")
    client.post("/lock/")
    assert told() == []


def test_who_cannot_be_told_is_not_let_in(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(coming_and_going, "tell", refuses)
    client.raise_request_exception = False
    client.post("/sign-in/", {"login": "Alice", "password": cast.alice.phrase})
    client.post("/sign-in/second/", {"code": cast.alice.code()})
    assert "_auth_user_id" not in client.session


def test_signing_everybody_out_is_told_once(cast: Cast, alice, bob) -> None:
    lock_everybody(timezone.now())
    lock_everybody(timezone.now())
    assert not Session.objects.exists()
    assert Event.objects.filter(kind="everybody_locked", actor=MACHINE).count() == 1


def test_the_desk_speaks_the_language_that_was_chosen(cast: Cast, client: Client) -> None:
    answer = client.post("/language/", {"language": "ru", "next": "/sign-in/"}, follow=True)
    assert 'lang="ru"' in answer.content.decode()
    assert "Войти" in words(answer)


def test_the_language_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language/", {"language": "ru", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_a_member_is_spoken_to_in_their_own_language(cast: Cast, alice) -> None:
    cast.alice.staff.__class__.objects.update(desk_language="uk")
    del alice.cookies["sc_desk_language"]
    assert 'lang="uk"' in alice.get("/queue/").content.decode()


def test_from_a_refusal_the_language_leads_back_to_the_case(alice) -> None:
    asking = Asking()
    refused = alice.post(f"{asking.path}reply/", {"words": " ", "seen": "9"})
    back = read(refused).form_with("language").values["next"]
    assert back == asking.path
