"""After an idle lock the phrase alone leads back to where one was; all else takes the code too."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.cache import cache as attempts
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.models import Event
from safeconduct.cases.staffing import lock_everybody
from safeconduct.domain.role import MACHINE
from safeconduct.people import kdf
from safeconduct.people.known_browsers import COOKIE
from safeconduct.people.sessions import COOKIE as KEY
from safeconduct.people.sessions import forget_idle
from tests.cast import Cast, Member
from tests.desk.page import read, words
from tests.desk.place import Asking
from tests.desk.test_session import go_idle

pytestmark = pytest.mark.django_db(databases="__all__")
DOOR, SECOND = "/sign-in/", "/sign-in/second/"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    attempts.clear()


@pytest.fixture
def idle(cast: Cast, client: Client) -> Client:
    """Alice's browser, signed in today and locked by itself."""
    cast.alice.sign_in(client)
    go_idle(client)
    assert client.get("/queue/").status_code == 302
    return client


def phrase_of(client: Client, member: Member, **form: str) -> HttpResponse:
    return client.post(DOOR, {"login": member.call_sign, "password": member.phrase, **form})


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME).exclude(actor=MACHINE).order_by("seq")
    return [(row.kind, row.actor) for row in rows]


def test_the_phrase_alone_leads_back_to_the_page_and_is_told(cast: Cast, client: Client) -> None:
    asking = Asking()
    cast.alice.sign_in(client)
    go_idle(client)
    door = client.get(asking.path).headers["Location"]
    shown = client.get(door)
    assert "The desk is locked" in words(shown)
    form = read(shown).form_with("password").values
    assert form["login"] == "Alice"
    back = phrase_of(client, cast.alice, next=form["next"])
    assert back.headers["Location"] == asking.path
    assert client.get(asking.path).status_code == 200
    assert told() == [("signed_in", "Alice"), ("unlocked", "Alice")]


def test_while_it_is_locked_neither_seed_nor_key_is_left(idle: Client) -> None:
    (kept,) = Session.objects.all()
    assert "sealed_seed" not in kept.get_decoded()
    assert not idle.cookies[KEY].value
    assert idle.get("/queue/").headers["Location"].startswith(DOOR)


def test_who_was_idle_for_long_unlocks_too(idle: Client, cast: Cast) -> None:
    forget_idle(timezone.now() + timedelta(hours=8))
    assert phrase_of(idle, cast.alice).headers["Location"] == "/"
    assert idle.get("/queue/").status_code == 200


def test_unlocking_again_and_again_does_not_stretch_the_day(idle: Client, cast: Cast) -> None:
    began = idle.session.get("began")
    assert began is None
    phrase_of(idle, cast.alice)
    begun = idle.session["began"]
    session = idle.session
    session["began"] = begun - 12 * 3600
    session.save()
    assert idle.get("/queue/").status_code == 302


def test_after_twelve_hours_a_code_is_asked_for(
    idle: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(hours=12)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Sign in" in words(idle.get(DOOR))
    assert phrase_of(idle, cast.alice).headers["Location"] == SECOND


def test_another_member_in_this_browser_needs_their_code(idle: Client, cast: Cast) -> None:
    assert phrase_of(idle, cast.bob).headers["Location"] == SECOND
    assert idle.get("/queue/").status_code == 302


def test_another_browser_needs_the_code(idle: Client, cast: Cast, client: Client) -> None:
    assert phrase_of(Client(), cast.alice).headers["Location"] == SECOND


def test_a_wrong_phrase_is_said_and_opens_nothing(idle: Client) -> None:
    answer = idle.post(DOOR, {"login": "Alice", "password": "six wrong words at the door"})
    assert "do not belong together" in words(answer)
    assert "The desk is locked" in words(answer)
    assert idle.get("/queue/").status_code == 302


@pytest.mark.parametrize("way", ["/lock/", "/sign-out/"])
def test_who_locks_or_leaves_by_hand_signs_in_again_with_a_code(
    cast: Cast, client: Client, way: str
) -> None:
    cast.alice.sign_in(client)
    client.post(way)
    assert not Session.objects.exists()
    assert phrase_of(client, cast.alice).headers["Location"] == SECOND


def test_locking_by_hand_says_that_a_code_is_needed(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    assert "Your phrase and a code" in words(client.post("/lock/", follow=True))


def test_when_everybody_was_locked_out_all_sign_in_with_a_code(idle: Client, cast: Cast) -> None:
    lock_everybody(timezone.now())
    assert phrase_of(idle, cast.alice).headers["Location"] == SECOND


def test_a_second_factor_that_is_gone_lets_nobody_unlock(idle: Client, cast: Cast) -> None:
    cast.alice.staff.authenticator_set.all().delete()
    assert phrase_of(idle, cast.alice).headers["Location"] == DOOR
    assert idle.get("/queue/").status_code == 302


def test_after_ten_wrong_phrases_unlocking_pauses_and_takes_a_code_from_then_on(
    idle: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched: list[str] = []
    real = kdf.stretch
    monkeypatch.setattr(kdf, "stretch", lambda *given: stretched.append("") or real(*given))
    for _ in range(12):
        answer = idle.post(DOOR, {"login": "alice", "password": "six wrong words at the door"})
    assert "Too many attempts" in words(answer)
    assert len(stretched) == 10
    assert told() == [("signed_in", "Alice"), ("unlocking_failed", "Alice")]
    attempts.clear()
    assert phrase_of(idle, cast.alice).headers["Location"] == SECOND


def test_a_poll_of_a_locked_desk_leads_back_to_the_page_it_came_from(
    cast: Cast, client: Client
) -> None:
    asking = Asking()
    cast.alice.sign_in(client)
    go_idle(client)
    sent = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{asking.path}"}
    door = client.get("/rows/queue/", headers=sent).headers["HX-Redirect"]
    assert read(client.get(door)).form_with("password").values["next"] == asking.path


def test_a_form_of_a_locked_desk_leads_back_to_the_page_it_came_from(
    cast: Cast, client: Client
) -> None:
    asking = Asking()
    cast.alice.sign_in(client)
    for site, back in (("http://testserver", asking.path), ("https://elsewhere.example", None)):
        go_idle(client)
        sent = {"Referer": f"{site}{asking.path}"}
        door = client.post(f"{asking.path}act/take/", headers=sent).headers["Location"]
        assert read(client.get(door)).form_with("password").values.get("next") == back
        phrase_of(client, cast.alice)


def test_a_draft_that_a_lock_caught_is_given_back_and_leads_to_its_case(
    cast: Cast, client: Client
) -> None:
    asking = Asking()
    cast.alice.sign_in(client)
    go_idle(client)
    sent = {"Referer": f"http://testserver{asking.path}"}
    draft = {"words": "Жгут держит?", "seen": "9"}
    answer = client.post(f"{asking.path}reply/", draft, headers=sent).content.decode()
    assert "Жгут держит?" in answer
    assert urlencode({"next": asking.path}) in answer
    assert not asking.case.entries.exists()


@pytest.mark.parametrize("sent_from", ["reply/", "act/take/", "plan/signals/", "call-back/"])
def test_a_form_on_a_page_that_a_form_had_brought_leads_back_to_the_page_it_stood_on(
    cast: Cast, client: Client, sent_from: str
) -> None:
    """Such a page stands under an address that only takes forms: asked for, it says nothing."""
    asking = Asking()
    cast.alice.sign_in(client)
    go_idle(client)
    sent = {"Referer": f"http://testserver{asking.path}{sent_from}"}
    door = client.post(f"{asking.path}act/take/", headers=sent).headers["Location"]
    asked = read(client.get(door)).form_with("password").values["next"]
    assert phrase_of(client, cast.alice, next=asked).headers["Location"] == asking.path


def test_a_form_address_asked_for_at_the_door_leads_to_its_page(idle: Client) -> None:
    for asked in ("/log/verify/", "/panic/press/", "/you/language/"):
        page = asked[: asked.index("/", 1) + 1]
        assert idle.get(asked).headers["Location"].endswith(urlencode({"next": page}))


def test_a_form_address_that_is_asked_for_says_so_in_words(alice: Client) -> None:
    answer = alice.get("/case/heron-412/act/take/")
    assert answer.status_code == 405
    assert "This address only takes what a form sends" in words(answer)
    assert 'href="/case/heron-412/"' in answer.content.decode()


def test_what_a_lock_caught_is_said_once_not_to_have_been_done(cast: Cast, client: Client) -> None:
    asking = Asking()
    cast.alice.sign_in(client)
    go_idle(client)
    sent = {"Referer": f"http://testserver{asking.path}"}
    client.post(f"{asking.path}act/take/", headers=sent)
    phrase_of(client, cast.alice)
    assert "What you sent before you signed in was not done" in words(client.get(asking.path))
    assert "was not done" not in words(client.get(asking.path))
    assert not asking.reload().assigned


def test_nothing_is_said_where_only_a_page_was_asked_for(cast: Cast, client: Client) -> None:
    cast.alice.sign_in(client)
    for send, path in ((client.get, "/queue/"), (client.post, "/here/"), (client.post, "/lock/")):
        go_idle(client)
        send(path)
        phrase_of(client, cast.alice)
        assert "was not done" not in words(client.get("/queue/"))


def test_the_cookie_of_a_known_browser_is_no_session(idle: Client) -> None:
    other = Client()
    other.cookies[configured.SESSION_COOKIE_NAME] = idle.cookies[COOKIE].value
    assert other.get("/queue/").status_code == 302
