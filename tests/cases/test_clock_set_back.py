"""The clock is set back an hour: log and anchors hold, and nothing is destroyed before its time."""

from datetime import timedelta

import pytest

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.anchor_check import broken_anchors
from safeconduct.cases.anchors import anchor_recent
from safeconduct.cases.arrivals import store
from safeconduct.cases.errands import destroy_read_copies, let_lapse, note_readings, tell_states
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.purging import purge_cases, purge_doubts, purge_refused
from safeconduct.cases.queries import waiting
from safeconduct.cases.tail import Tail
from safeconduct.domain.life import Action
from safeconduct.domain.retention import RETENTION, Kept, shortened
from safeconduct.vault import arrivals
from tests.making import ALICE, NOON, a_new, an_add, facts, new_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EARLIER = NOON - timedelta(hours=1)
USUAL = shortened({})


def take_all() -> None:
    while take_in():
        pass


def everything_of_a_minute(at) -> int:
    done = sum(purge(at, USUAL) for purge in (purge_cases, purge_refused, purge_doubts))
    return done + destroy_read_copies(at) + let_lapse(at)


def test_the_log_goes_on_in_its_order_and_its_anchors_hold() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    take_all()
    case_public = bytes(models.Arrival.objects.get().case_public)
    tell_states(NOON)
    anchor_recent(NOON)
    following = Tail.begin()
    reference = waiting(ALICE)[0].reference
    actions.act(reference, Action.TAKE, reader=ALICE, at=EARLIER, chosen={}, seen=1)
    store(an_add(keys, case_public), EARLIER)
    take_all()
    note_readings(EARLIER)
    assert [told.kind for told in following.read()] == ["take", "add"]
    events = models.Event.objects.order_by("id")
    assert [event.seq for event in events.filter(subject=events[0].subject)] == [1, 2, 3]
    told = [one.seq for one in access_case(reference, ALICE, EARLIER).timeline]
    assert told[:3] == [1, 2, 3]
    assert told == sorted(told)
    anchor_recent(EARLIER)
    for at in (EARLIER, NOON):
        assert list(broken_places()) == []
        assert list(broken_anchors(at)) == []


def test_what_ended_just_before_is_kept_its_whole_time() -> None:
    keys = new_keys()
    store(a_new(keys), NOON)
    take_all()
    store(arrivals.withdraw(facts(), keys), NOON)
    take_all()
    assert everything_of_a_minute(EARLIER) == 0
    over = NOON + RETENTION[Kept.WITHDRAWN].lives
    assert everything_of_a_minute(over - timedelta(minutes=1)) == 0
    assert everything_of_a_minute(over) == 1
    assert list(broken_places()) == []
