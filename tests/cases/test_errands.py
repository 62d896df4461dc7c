"""What the clock does to cases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.cases import models
from safeconduct.cases.arrivals import pickup, read_mark, store
from safeconduct.cases.errands import destroy_read_copies, let_lapse, note_readings, tell_states
from safeconduct.cases.intake import take_in
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import open_copy
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import ItemKind, Reading, open_item
from safeconduct.vault.return_keys import ReturnKeys
from tests.making import NOON, a_new, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told_state(keys: ReturnKeys) -> list[str]:
    found = pickup(keys.locator, NOON)
    assert found is not None
    reading = Reading(
        kem_seed=pair_of(keys.seed).kem_seed,
        case_public=open_copy(found.copy, keys.seed),
        reply_keys={},
    )
    return [open_item(ItemKind(i.kind), i.body, i.id, reading).words for i in found.items]


@pytest.fixture
def keys() -> ReturnKeys:
    made = new_keys()
    store(a_new(made), NOON)
    take_in()
    tell_states(NOON)
    return made


def test_the_person_alone_can_read_the_state_of_the_case(keys: ReturnKeys) -> None:
    assert told_state(keys) == ["status.requested"]


def test_a_changed_state_takes_the_place_of_the_one_before(keys: ReturnKeys) -> None:
    store(arrivals.withdraw(facts(), keys), NOON)
    take_in()
    tell_states(NOON)
    assert told_state(keys) == ["status.withdrawn"]
    assert tell_states(NOON) == 0


def reply_copy(keys: ReturnKeys) -> models.RequesterCopy:
    case = models.Case.objects.get()
    return models.RequesterCopy.objects.create(
        id=facts().id,
        case=case,
        locator=keys.locator,
        kind="reply",
        body=b"sealed",
        stored_at=NOON,
        noted=False,
    )


def test_a_read_answer_is_noted_in_the_log_once_and_dies_a_day_later(keys: ReturnKeys) -> None:
    copy = reply_copy(keys)
    read_mark(keys.locator, copy.id, NOON)
    assert (note_readings(NOON), note_readings(NOON)) == (1, 0)
    assert models.Event.objects.filter(kind="seen").count() == 1
    read_at = models.RequesterCopy.objects.get(id=copy.id).read_at
    assert destroy_read_copies(read_at + timedelta(hours=24)) == 0
    assert destroy_read_copies(read_at + timedelta(hours=24, minutes=1)) == 1


def test_only_who_knows_the_locator_marks_a_copy_as_read(keys: ReturnKeys) -> None:
    copy = reply_copy(keys)
    read_mark(new_keys().locator, copy.id, NOON)
    assert models.RequesterCopy.objects.get(id=copy.id).read_at is None


def test_five_doubts_make_the_page_quiet_for_a_day(keys: ReturnKeys) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    for expected in (False, False, False, False, False, True):
        found = pickup(keys.locator, now)
        assert found is not None
        assert found.quiet is expected
        store(arrivals.doubt(facts(), keys.locator), now)
    assert found.items == ()


def test_a_waiting_question_never_lapses_by_neglect(keys: ReturnKeys) -> None:
    assert let_lapse(NOON + timedelta(days=400)) == 0
    assert models.Case.objects.get().state == "requested"


def test_a_planted_way_back_is_told_nothing_and_holds_nobody_else_up(
    programme: bytes, keys: ReturnKeys
) -> None:
    planted = new_keys()
    models.Replacement.objects.create(
        case=models.Case.objects.get(),
        old_locator=keys.locator,
        locator=planted.locator,
        requester_kem=b"",
        requester_sign=b"",
        copy=b"",
        record=b"no signature",
    )
    other = new_keys()
    store(a_new(other), NOON)
    models.Case.objects.update(tell=True)
    take_in()
    tell_states(NOON)
    assert told_state(other) == ["status.requested"]
    assert not models.RequesterCopy.objects.filter(locator=planted.locator).exists()


def test_who_named_no_key_is_told_nothing_and_holds_nobody_else_up(keys: ReturnKeys) -> None:
    nameless, other = new_keys(), new_keys()
    unsealable = replace(a_new(nameless), requester_kem=b"no key")
    store(arrivals.sign(unsealable, pair_of(nameless.seed).sign_seed), NOON)
    store(a_new(other), NOON)
    take_in()
    tell_states(NOON)
    assert told_state(other) == ["status.requested"]
    assert told_state(keys) == ["status.requested"]
    assert not models.RequesterCopy.objects.filter(locator=nameless.locator).exists()
