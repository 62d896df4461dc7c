"""A full disk at the desk: what was typed stays on the screen, and what is made is shown."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.desk import doorway
from tests.desk.page import words
from tests.desk.place import Asking
from tests.full_disk import full_disk

pytestmark = pytest.mark.django_db(databases="__all__")


def busy_elsewhere(client: Client) -> None:
    """Let the last activity be a minute ago: with the next page it would be noted anew."""
    session = client.session
    session["active"] = int((timezone.now() - timedelta(minutes=1)).timestamp())
    session.save()


@pytest.mark.postgres
def test_an_answer_keeps_its_words(alice: Client) -> None:
    asking = Asking()
    busy_elsewhere(alice)
    said = {"words": "Мы вас слышим.", "seen": "1"}
    with full_disk():
        told = alice.post(f"{asking.path}reply/", said)
        assert told.status_code == 503
        assert "Мы вас слышим." in told.content.decode()
        assert not models.RequesterCopy.objects.filter(kind="reply").exists()
    assert alice.post(f"{asking.path}reply/", said).status_code == 302
    assert models.RequesterCopy.objects.filter(kind="reply").count() == 1


@pytest.mark.postgres
def test_the_queue_is_shown_while_no_activity_can_be_noted(alice: Client) -> None:
    asking = Asking()
    busy_elsewhere(alice)
    with full_disk():
        answer = alice.get("/queue/")
    assert answer.status_code == 200
    assert asking.reference in words(answer)


@pytest.mark.both
def test_a_session_that_was_ended_meanwhile_shows_nothing_more(
    alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_of = doorway.reader_of

    def ended_meanwhile(*given: object) -> object:
        found = reader_of(*given)
        Session.objects.all().delete()
        return found

    busy_elsewhere(alice)
    monkeypatch.setattr(doorway, "reader_of", ended_meanwhile)
    assert alice.get("/queue/").status_code == 400
