"""From a stored arrival to a case on the desk."""

import hashlib
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError

from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.opening import NoSuchCase, as_stored
from safeconduct.cases.queries import waiting
from safeconduct.domain.life import State
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import open_copy
from tests.full_disk import full_disk
from tests.making import ALICE, BOB, CAROL, MALLORY, NOON, a_new, an_add, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def take_all() -> None:
    while take_in():
        pass


def verdicts() -> list[str | None]:
    return list(models.Arrival.objects.order_by("kind").values_list("taken", flat=True))


def test_a_stored_arrival_waits_in_the_queue_and_opens_for_intake() -> None:
    assert store(a_new(new_keys(), "Нас ждут."), NOON)
    take_all()
    (row,) = waiting(ALICE)
    view = access_case(row.reference, ALICE, NOON)
    assert dict(view.timeline[0].answers) == {"message": "Нас ждут."}
    assert view.row.state is State.REQUESTED
    assert view.intact


def test_who_holds_no_key_of_its_team_finds_no_such_case() -> None:
    store(a_new(new_keys()), NOON)
    take_all()
    reference = waiting(ALICE)[0].reference
    assert access_case(reference, BOB, NOON)
    for stranger in (CAROL, MALLORY):
        assert waiting(stranger) == ()
        with pytest.raises(NoSuchCase):
            access_case(reference, stranger, NOON)
    with pytest.raises(NoSuchCase):
        access_case("Heron 999999", ALICE, NOON)


def test_of_the_key_it_took_in_an_arrival_keeps_a_digest_and_its_signature_holds() -> None:
    new = a_new(new_keys())
    store(new, NOON)
    sealed = bytes(models.Arrival.objects.get().wraps)
    take_all()
    row = models.Arrival.objects.get()
    assert bytes(row.wraps) == hashlib.sha256(sealed).digest()
    assert as_stored(row) == replace(new, wraps=(), wraps_were=bytes(row.wraps))
    arrivals.verify(as_stored(row), new.requester_sign)
    view = access_case(waiting(ALICE)[0].reference, ALICE, NOON)
    assert view.intact
    assert view.timeline[0].answers


def test_what_is_refused_keeps_its_key_as_long_as_it_is_kept() -> None:
    store(a_new(new_keys(), channel="pigeon"), NOON)
    take_all()
    assert len(models.Arrival.objects.get().wraps) > 32


def test_a_door_that_sends_a_digest_in_place_of_a_key_is_refused() -> None:
    keys = new_keys()
    new = a_new(keys)
    digest = hashlib.sha256(arrivals.encode_wraps(new.wraps)).digest()
    store(new, NOON)
    models.Arrival.objects.update(wraps=digest)
    take_all()
    assert verdicts() == ["bad_wraps"]


def test_keys_that_lie_in_old_arrivals_go_when_the_programme_is_brought_up_to_date() -> None:
    store(a_new(new_keys()), NOON)
    store(a_new(new_keys(), channel="pigeon"), NOON)
    sealed = {row.id: bytes(row.wraps) for row in models.Arrival.objects.all()}
    take_all()
    for identity, wraps in sealed.items():
        models.Arrival.objects.filter(id=identity).update(wraps=wraps)
    renewal = import_module("safeconduct.cases.migrations.0015_wraps_leave_with_intake")
    for _ in range(2):
        renewal.take_out(apps, None)
        lengths = dict(models.Arrival.objects.values_list("taken", "wraps"))
        assert len(lengths["taken"]) == 32
        assert len(lengths["bad_words"]) > 32


def test_the_same_form_sent_twice_is_one_case() -> None:
    arrival = a_new(new_keys())
    assert store(arrival, NOON)
    assert not store(arrival, NOON)
    take_all()
    assert models.Case.objects.count() == 1


def test_what_comes_back_with_the_code_joins_its_case() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    found = pickup(keys.locator, NOON)
    assert found is not None
    store(an_add(keys, open_copy(found.copy, keys.seed), "Нас двое."), NOON)
    take_all()
    view = access_case(waiting(ALICE)[0].reference, ALICE, NOON)
    assert [item.words for item in view.timeline if item.words] == ["Нас двое."]


def test_a_swapped_column_is_refused_and_counted() -> None:
    honest = a_new(new_keys())
    for forged in (
        replace(honest, language="en"),
        replace(honest, body=a_new(new_keys()).body),
        replace(honest, requester_kem=a_new(new_keys()).requester_kem),
    ):
        models.Arrival.objects.all().delete()
        store(forged, NOON)
        take_all()
        assert verdicts() == ["bad_signature"]
    assert not models.Case.objects.exists()


def test_words_outside_the_vocabulary_are_refused() -> None:
    store(a_new(new_keys(), request_kind="spy"), NOON)
    store(a_new(new_keys(), channel="pigeon"), NOON)
    store(a_new(new_keys(), urgency="now,please"), NOON)
    take_all()
    assert verdicts() == ["bad_words"] * 3


@pytest.mark.parametrize("kind", ["withdraw", "erase"])
def test_a_strangers_signature_ends_nothing(kind: str) -> None:
    keys, stranger = new_keys(), new_keys()
    store(a_new(keys), NOON)
    forged = getattr(arrivals, kind)(facts(), replace(stranger, locator=keys.locator))
    store(forged, NOON)
    take_all()
    assert models.Case.objects.get().state == "requested"
    assert "bad_signature" in verdicts()


def test_a_withdrawal_ends_the_case_and_says_so_in_the_log() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    store(arrivals.withdraw(facts(), keys), NOON)
    take_all()
    assert models.Case.objects.get().state == "withdrawn"
    assert list(models.Event.objects.values_list("kind", flat=True)) == ["request", "withdraw"]


def test_after_erasing_nothing_opens_the_case_and_the_log_still_holds() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    take_all()
    reference = waiting(ALICE)[0].reference
    store(arrivals.erase(facts(), keys), NOON)
    take_all()
    with pytest.raises(NoSuchCase):
        access_case(reference, ALICE, NOON)
    assert pickup(keys.locator, NOON) is None
    assert not models.CaseWrap.objects.exists()
    assert all(not row.body and not row.copy for row in models.Arrival.objects.all())
    assert list(broken_places()) == []


def test_a_batch_with_one_broken_arrival_still_takes_the_others() -> None:
    for number in range(7):
        store(a_new(new_keys(), f"{number}"), NOON)
    store(replace(a_new(new_keys()), signature=b"x" * 64), NOON)
    take_all()
    assert models.Case.objects.count() == 7
    assert verdicts().count("bad_signature") == 1
    assert len(set(models.Case.objects.values_list("reference", flat=True))) == 7


def test_a_stop_in_the_middle_leaves_the_arrival_waiting(monkeypatch) -> None:
    from safeconduct.cases import intake
    from safeconduct.config.errands import Stopped

    keys = new_keys()
    store(a_new(keys), NOON)
    take_all()
    store(arrivals.withdraw(facts(), keys), NOON)

    def stopped(_row: models.Arrival) -> None:
        raise Stopped

    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(intake, "take_return", stopped)
        take_in()
    assert models.Arrival.objects.get(kind="withdraw").taken is None
    take_all()
    assert models.Case.objects.get().state == "withdrawn"


@pytest.mark.postgres
def test_on_a_server_without_room_intake_makes_nothing_by_halves_and_takes_all_later() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    take_all()
    case_public = bytes(models.Arrival.objects.get().case_public)
    store(a_new(new_keys()), NOON)
    store(an_add(keys, case_public), NOON)
    events = models.Event.objects.count()
    with full_disk():
        for _ in range(2):
            with pytest.raises(DatabaseError):
                take_in()
        assert (models.Case.objects.count(), models.Event.objects.count()) == (1, events)
        assert models.Arrival.objects.filter(taken=None).count() == 2
    take_all()
    assert verdicts() == ["taken"] * 3
    assert models.Case.objects.count() == 2
    assert list(broken_places()) == []
