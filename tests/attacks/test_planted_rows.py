"""Who may write the database, yet holds no phrase: what is planted there shows itself."""

import hashlib
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.actions import NotTrusted
from safeconduct.cases.arrivals import store
from safeconduct.cases.contents import HandIn
from safeconduct.cases.timeline import ItemKind
from safeconduct.cases.verdicts import Verdict
from safeconduct.domain.life import State
from safeconduct.vault import arrivals, padding, seals
from safeconduct.vault.arrival_bodies import with_body
from safeconduct.vault.arrivals import Arrival, encode_wraps
from safeconduct.vault.copies import seal_copy
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import ReturnKeys
from safeconduct.vault.seals import Purpose
from tests.desk.place import Asking, take_all
from tests.making import facts, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]


def answer(asking: Asking, reader, words: str = "Ждите ночи.") -> None:
    actions.reply(asking.reference, words, reader=reader, at=timezone.now())


def forged(honest: Arrival, keys: ReturnKeys) -> Arrival:
    """Return what a thief can make of a case's public values: the same case, keys of their own."""
    mine = pair_of(keys.seed)
    planted = replace(
        honest,
        locator=keys.locator,
        requester_kem=mine.kem_public,
        requester_sign=mine.sign_public,
        copy=seal_copy(honest.case_public, mine),
    )
    said = HandIn(script="report", digest="d", answers={"message": "!"}, at=timezone.now())
    return arrivals.sign(with_body(planted, said.encode(), padding.ANSWERS), mine.sign_seed)


def put(asking: Asking, arrival: Arrival) -> None:
    models.Arrival.objects.filter(id=arrival.id).update(
        locator=arrival.locator,
        requester_kem=arrival.requester_kem,
        requester_sign=arrival.requester_sign,
        copy=arrival.copy,
        body=arrival.body,
        sealed_under=arrival.sealed_under,
        wraps=encode_wraps(arrival.wraps),
        signature=arrival.signature,
    )
    asking.reload()


def test_a_first_body_that_is_not_the_logged_one_is_not_shown_and_not_answered(cast) -> None:
    alice = cast.alice.reader
    asking = Asking()
    put(asking, forged(asking.arrival, new_keys()))
    view = access_case(asking.reference, alice, timezone.now())
    assert not view.intact
    assert not any(item.answers for item in view.timeline)
    with pytest.raises(NotTrusted):
        answer(asking, alice)


def test_once_staff_have_answered_no_other_requester_can_take_the_case(cast) -> None:
    """Even with the log rewritten: what staff wrote is bound to whom they wrote to."""
    alice = cast.alice.reader
    asking = Asking()
    answer(asking, alice)
    thief = forged(asking.arrival, new_keys())
    put(asking, thief)
    rewrite_the_log(asking, thief)
    assert not access_case(asking.reference, alice, timezone.now()).intact
    with pytest.raises(NotTrusted):
        answer(asking, alice)


def rewrite_the_log(asking: Asking, thief: Arrival) -> None:
    """As the owner of the file does: without triggers."""
    from django.db import connection

    off = {
        "sqlite": ["DROP TRIGGER sc_event_keeps_update"],
        "postgresql": ["ALTER TABLE sc_event DISABLE TRIGGER sc_event_keeps"],
    }
    with connection.cursor() as cursor:
        for statement in off[connection.vendor]:
            cursor.execute(statement)
    first = models.Event.objects.filter(subject=asking.case.id, seq=1)
    first.update(content=hashlib.sha256(thief.body).digest())


def test_a_note_sealed_to_the_public_key_of_a_case_is_not_one_of_ours(cast) -> None:
    alice = cast.alice.reader
    asking = Asking()
    actions.write_note(asking.reference, "Осторожно.", reader=alice, at=timezone.now())
    planted = models.Entry(
        id=uuid.uuid4(), case=asking.case, seq=2, kind="note", author="Bob", at=timezone.now()
    )
    case = seals.case_of(asking.arrival.case_public)
    bound = seals.info(Purpose.ENTRY, case, planted.id.bytes, b"note")
    plain = padding.pad('{"words": "Проверен, пропустить."}'.encode())
    planted.body = seals.seal(plain, asking.arrival.case_public, bound)
    planted.save(force_insert=True)
    view = access_case(asking.reference, alice, timezone.now())
    assert [item.words for item in view.timeline if item.kind is ItemKind.NOTE] == ["Осторожно."]
    assert not view.intact


@pytest.mark.parametrize("change", [{"author": "Bob"}, {"kind": "reply"}, {"seq": 1}])
def test_a_note_says_who_wrote_it_and_where(cast, change) -> None:
    alice = cast.alice.reader
    asking = Asking()
    actions.write_note(asking.reference, "Осторожно.", reader=alice, at=timezone.now())
    assert access_case(asking.reference, alice, timezone.now()).intact
    asking.case.entries.update(**change)
    assert not access_case(asking.reference, alice, timezone.now()).intact


def test_a_planted_way_back_neither_withdraws_nor_erases(cast) -> None:
    asking, thief = Asking(), new_keys()
    mine = pair_of(thief.seed)
    models.Replacement.objects.create(
        case=asking.case,
        old_locator=asking.keys.locator,
        locator=thief.locator,
        requester_kem=mine.kem_public,
        requester_sign=mine.sign_public,
        copy=seal_copy(asking.arrival.case_public, mine),
        record=b"nothing that anybody signed",
    )
    ends = facts(request_kind="", size_band="", id=uuid.uuid4())
    store(arrivals.withdraw(ends, thief), timezone.now())
    store(arrivals.erase(replace(ends, id=uuid.uuid4()), thief), timezone.now())
    take_all()
    refused = models.Arrival.objects.filter(locator=thief.locator).values_list("taken", flat=True)
    assert set(refused) == {Verdict.UNKNOWN_LOCATOR}
    assert asking.reload().state == State.REQUESTED


def test_a_planted_way_back_does_not_shut_out_who_holds_the_code(cast) -> None:
    asking, thief = Asking(), new_keys()
    models.Replacement.objects.create(
        case=asking.case, old_locator=asking.keys.locator, locator=thief.locator,
        requester_kem=b"k", requester_sign=b"s", copy=b"", record=b"nothing",
    )  # fmt: skip
    asking.writes_again("Я всё ещё здесь.")
    view = access_case(asking.reference, cast.alice.reader, timezone.now())
    assert "Я всё ещё здесь." in [item.words for item in view.timeline]
