"""The panic key at the desk: two steps to press it, two people to open again."""

import errno
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from safeconduct.cases.doors import panic_state
from safeconduct.people import sessions
from safeconduct.people.sessions import COOKIE
from safeconduct.talks.models import Talk
from tests.cast import Cast
from tests.desk.page import form_to, send, words
from tests.desk.place import sit_down

pytestmark = pytest.mark.django_db(databases="__all__")


def test_the_key_is_within_reach_and_says_what_it_destroys(alice: Client) -> None:
    assert 'href="/panic/"' in alice.get("/queue/").content.decode()
    page = alice.get("/panic/")
    assert "Destroys every session at the desk, yours too" in words(page)
    assert "Forgets what the bots remember" in words(page)
    assert form_to(page, "press/")


def test_without_saying_that_one_means_it_nothing_happens(alice: Client) -> None:
    answer = send(alice, alice.get("/panic/"), "press/")
    assert answer.status_code == 422
    assert not panic_state()


def test_pressed_it_signs_everybody_out_and_closes_the_doors(alice: Client, bob: Client) -> None:
    Talk.objects.create(
        id=uuid4(), channel="telegram", day=date(2026, 1, 1), body=b"x", waits=False,
        until=timezone.now(),
    )  # fmt: skip
    answer = send(alice, alice.get("/panic/"), "press/", sure="on")
    assert "Everybody is signed out, and writing is closed" in words(answer)
    assert panic_state()
    assert not Session.objects.exists()
    assert not Talk.objects.exists()
    for client in (alice, bob):
        assert client.get("/queue/").headers["Location"].startswith("/sign-in/")
    assert COOKIE in bob.cookies


def test_where_sessions_cannot_be_destroyed_doors_close_and_the_page_does_not_say_nothing_was_done(
    alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise DatabaseError

    monkeypatch.setattr(sessions, "lock_everybody", fails)
    answer = send(alice, alice.get("/panic/"), "press/", sure="on")
    assert answer.status_code == 503
    assert "What could be done was done" in words(answer)
    assert "Sessions may still be open" in words(answer)
    assert panic_state()
    assert alice.get("/queue/").headers["Location"].startswith("/sign-in/")


def test_where_this_browser_alone_cannot_be_forgotten_the_page_still_says_what_was_done(
    alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_request: object) -> None:
        raise DatabaseError

    page = alice.get("/panic/")
    monkeypatch.setattr(sessions, "lock", fails)
    answer = send(alice, page, "press/", sure="on")
    assert answer.status_code == 200
    assert "Everybody is signed out, and writing is closed" in words(answer)
    assert not Session.objects.exists()
    assert panic_state()


@pytest.fixture
def kept() -> Iterator[Path]:
    """A key of the day in a file, a voice that is not sealed yet, and a talk."""
    key = settings.HOME.day_keys / "telegram" / "2026-01-01"
    voice = settings.HOME.switch_in_memory / "spool" / "recording" / "1.wav"
    for path in (key, voice):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    Talk.objects.create(
        id=uuid4(), channel="telegram", day=date(2026, 1, 1), body=b"x", waits=False,
        until=timezone.now(),
    )  # fmt: skip
    yield key
    for path in (key, voice):
        path.unlink(missing_ok=True)


KEYS, SOUND = "Keys of chats in progress", "Voices and answers that are being said"
FAULTS = {
    "a folder that does not list": ("iterdir", "telegram", KEYS),
    "a key that stays": ("unlink", "2026-01-01", KEYS),
    "a voice that stays": ("unlink", "1.wav", SOUND),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_keeps_nothing_else_alive_and_the_page_says_what_stayed(
    kept: Path, alice: Client, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    act, what, stayed = FAULTS[fault]
    real = getattr(Path, act)

    def fails(path: Path, *rest: object, **more: object) -> object:
        if path.name == what:
            raise OSError(errno.EIO, "Input/output error")
        return real(path, *rest, **more)

    page = alice.get("/panic/")
    with monkeypatch.context() as disk:
        disk.setattr(Path, act, fails)
        answer = send(alice, page, "press/", sure="on")
    assert answer.status_code == 503
    assert "What could be done was done" in words(answer)
    assert [told for told in (KEYS, SOUND) if told in words(answer)] == [stayed]
    assert "Writing may still be open" not in words(answer)
    assert panic_state()
    assert not Session.objects.exists()
    assert not Talk.objects.exists()
    assert kept.exists() == (stayed == KEYS)


def test_what_belongs_to_a_channels_own_user_is_theirs_to_destroy_and_no_fault(
    kept, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def refuses(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "2026-01-01":
            raise PermissionError
        real(path, missing_ok=missing_ok)

    page = alice.get("/panic/")
    with monkeypatch.context() as disk:
        disk.setattr(Path, "unlink", refuses)
        answer = send(alice, page, "press/", sure="on")
    assert "Everybody is signed out, and writing is closed" in words(answer)


def test_two_people_open_again_and_the_desk_says_red_meanwhile(cast: Cast, alice: Client) -> None:
    send(alice, alice.get("/panic/"), "press/", sure="on")
    bob, carol, anew = sit_down(cast.bob), sit_down(cast.carol), sit_down(cast.alice)
    assert "Writing is closed at all doors since" in words(anew.get("/queue/"))
    assert form_to(anew.get("/panic/"), "reopen/") is None
    asked = send(bob, bob.get("/panic/"), "reopen/")
    assert "It waits for the other half" in words(asked)
    assert form_to(asked, "reopen/") is None
    shown = carol.get("/panic/")
    assert "Bob has given one half" in words(shown)
    send(carol, shown, "reopen/")
    assert not panic_state()
    assert "Writing is closed" not in words(bob.get("/queue/"))


def test_one_person_does_not_open_alone(cast: Cast, bob: Client) -> None:
    send(bob, bob.get("/panic/"), "press/", sure="on")
    bob = sit_down(cast.bob)
    bob.post("/panic/reopen/")
    assert "another person opens" in words(bob.post("/panic/reopen/"))
    assert panic_state()


def test_an_operator_presses_and_does_not_open(cast: Cast, alice: Client) -> None:
    send(alice, alice.get("/panic/"), "press/", sure="on")
    answer = sit_down(cast.alice).post("/panic/reopen/")
    assert answer.status_code == 409
    assert panic_state()


def test_who_may_not_press_finds_no_key(cast: Cast) -> None:
    dora = sit_down(cast.dora)
    assert 'href="/panic/"' not in dora.get("/queue/").content.decode()
    assert dora.post("/panic/press/", {"sure": "on"}).status_code == 403
    assert not panic_state()
