"""What was said with a wrong own word: heard at the desk as that, beside the case, never in it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import File, HandIn, Words
from safeconduct.cases.doubted import unheard
from safeconduct.cases.purging import purge_doubts
from safeconduct.cases.timeline import ItemKind
from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.domain.role import Team
from safeconduct.domain.scripts.return_visit import RETURN_VISIT
from safeconduct.programme.current import current_bundle
from safeconduct.vault import arrivals, padding
from tests.desk.page import words
from tests.desk.place import Asking, take_all
from tests.desk.test_case import events
from tests.desk.test_files import OPUS
from tests.making import facts

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

CRY = "Меня ищут. Помогите."
LANE = "Said with a wrong own word"
CAUTION = "With a wrong own word: not confirmed."


def doubts(
    asking: Asking, said: Words | HandIn | File | None, *, ago: int = 2, team: Team = Team.INTAKE
) -> uuid.UUID:
    """Let somebody with the code, and a wrong word, say something; return what it is known by."""
    at = timezone.now() - timedelta(minutes=ago)
    given = facts(request_kind="", size_band="", id=uuid.uuid4())
    sizes = padding.ATTACHMENTS if isinstance(said, File) else padding.ANSWERS
    made = arrivals.doubt(
        given,
        asking.keys.locator,
        body=said.encode() if said else b"",
        intake_public=current_bundle().team(team).kem_public,
        sizes=sizes,
    )
    store(made, at)
    take_all()
    return given.id


def written(words_of_theirs: str = CRY) -> Words:
    return Words(text=words_of_theirs, at=timezone.now())


def voice() -> File:
    return File(content=OPUS, at=timezone.now())


def test_words_stand_beside_the_case_with_their_caution_and_not_in_its_story(alice, cast) -> None:
    asking = Asking()
    doubts(asking, written())
    shown = words(alice.get(asking.path))
    assert CRY in shown
    assert CAUTION in shown
    view = access_case(asking.reference, cast.alice.reader, timezone.now())
    assert all(item.words != CRY for item in view.timeline)
    assert view.intact


def test_a_choice_is_told_in_the_words_of_its_question(alice) -> None:
    asking = Asking()
    answers = {"safe": "yes", "want": "come", "needs": "danger_now", "message": ""}
    said = HandIn(
        script="return_visit", digest=RETURN_VISIT.digest, answers=answers, at=timezone.now()
    )
    doubts(asking, said)
    assert "Danger right now" in words(alice.get(asking.path))


def test_a_voice_is_a_card_until_it_is_opened_and_each_opening_is_a_reading(alice) -> None:
    asking = Asking()
    where = f"{asking.path}doubt/{doubts(asking, voice())}/"
    assert "File, at most 256 KB" in words(alice.get(asking.path))
    before = events(asking).count(("read", "Alice"))
    card = alice.get(where, headers={"hx-request": "true"})
    assert CAUTION in words(card)
    assert f"{where}bytes/".encode() in card.content
    answer = alice.get(f"{where}bytes/")
    assert answer.content == OPUS
    assert answer.headers["Content-Type"] == "audio/ogg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert events(asking).count(("read", "Alice")) == before + 2


def test_no_byte_is_shown_where_the_reading_cannot_be_written(alice, monkeypatch) -> None:
    asking = Asking()
    where = f"{asking.path}doubt/{doubts(asking, voice())}/"

    def refuse(*_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("safeconduct.cases.access.note_reading", refuse)
    with pytest.raises(RuntimeError):
        alice.get(f"{where}bytes/")


def test_it_opens_for_who_may_read_the_case_it_lies_beside_and_for_nobody_else(
    alice, sam, carol
) -> None:
    asking, other = Asking(), Asking()
    said = doubts(asking, voice())
    assert alice.get(f"{asking.path}doubt/{said}/bytes/").status_code == 200
    assert sam.get(f"{asking.path}doubt/{said}/bytes/").status_code == 403
    assert carol.get(f"{asking.path}doubt/{said}/bytes/").status_code == 404
    assert alice.get(f"{other.path}doubt/{said}/bytes/").status_code == 404


def test_what_is_sealed_to_another_team_is_named_and_stays_closed(alice, cast) -> None:
    asking = Asking()
    doubts(asking, written(), team=Team.COORDINATION)
    shown = words(alice.get(asking.path))
    assert CRY not in shown
    assert "Sealed to the intake team" in shown


def test_what_was_damaged_is_said_to_be(alice) -> None:
    asking = Asking()
    said = doubts(asking, written())
    body = bytes(models.Arrival.objects.get(id=said).body)
    models.Arrival.objects.filter(id=said).update(body=body[:-1] + bytes([body[-1] ^ 1]))
    shown = words(alice.get(asking.path))
    assert "Cannot be opened" in shown
    assert CRY not in shown


def test_markup_in_it_stays_words(alice) -> None:
    asking = Asking()
    doubts(asking, written("<script>alert(1)</script>"))
    assert b"<script>alert(1)" not in alice.get(asking.path).content


def test_it_waits_in_the_queue_until_somebody_who_can_open_it_has(alice, cast) -> None:
    asking = Asking()
    assert LANE not in words(alice.get("/queue/"))
    doubts(asking, written())
    assert LANE in words(alice.get("/queue/"))
    assert [one.reference for one in unheard(cast.bob.reader, timezone.now())] == [asking.reference]
    alice.get(asking.path)
    assert LANE not in words(alice.get("/queue/"))
    doubts(asking, written(), ago=-1)
    assert LANE in words(alice.get("/queue/"))


def test_a_wrong_word_alone_says_nothing_and_waits_for_nobody(alice) -> None:
    asking = Asking()
    doubts(asking, None)
    assert LANE not in words(alice.get("/queue/"))
    shown = words(alice.get(asking.path))
    assert "used once with a wrong word" in shown
    assert CAUTION not in shown


def test_who_holds_no_key_to_it_is_not_asked_to_hear_it(cast) -> None:
    doubts(Asking(), written())
    assert unheard(cast.carol.reader, timezone.now()) == ()


def test_after_thirty_days_nothing_of_it_is_left_to_hear(alice, cast) -> None:
    asking = Asking()
    doubts(asking, written(), ago=31 * 24 * 60)
    lives = {kept: row.lives for kept, row in RETENTION.items()}
    assert purge_doubts(timezone.now(), lives) == 1
    assert Kept.DOUBT in lives
    assert unheard(cast.alice.reader, timezone.now()) == ()
    assert CRY not in words(alice.get(asking.path))


def test_who_sends_without_end_is_shown_up_to_a_bound(cast, monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.cases.doubted.MOST_SHOWN", 3)
    asking = Asking()
    for number in range(5):
        doubts(asking, written(f"{number}"), ago=9 - number)
    view = access_case(asking.reference, cast.alice.reader, timezone.now())
    assert [one.item.words for one in view.doubted if one.item] == ["2", "3", "4"]
    assert {one.item.kind for one in view.doubted if one.item} == {ItemKind.WORDS}


def test_who_sends_without_end_takes_no_other_out_of_the_queue(cast, monkeypatch) -> None:
    monkeypatch.setattr("safeconduct.cases.doubted.MOST_SHOWN", 2)
    quiet, loud = Asking(), Asking()
    doubts(quiet, written(), ago=9)
    for number in range(5):
        doubts(loud, written(f"{number}"))
    told = [one.reference for one in unheard(cast.alice.reader, timezone.now())]
    assert told == [loud.reference, quiet.reference]
