"""How long what is stored lives: the table is whole, and a programme keeps less or as much."""

from datetime import timedelta

import pytest

from safeconduct.domain.life import (
    EMPTIED,
    ENDS,
    ERRANDS,
    KEPT,
    REQUESTER,
    Action,
    Event,
    Need,
    Refusal,
    State,
    decide,
    evolve,
    purges_at,
)
from safeconduct.domain.retention import RETENTION, CannotKeep, Kept, Source, shortened
from tests.domain.cast import ALICE, NIGHT, WAYS, after, case_in

MINUTE = timedelta(minutes=1)
KEPT_A_WHILE = sorted(ENDS - EMPTIED)


def test_each_end_of_a_case_has_its_row():
    assert {Kept(state) for state in ENDS | {State.RECEIVED} if state is not State.PURGED} <= set(
        RETENTION
    )
    assert set(RETENTION) == set(Kept)


def test_what_is_reported_stands_as_it_is_reported():
    assert RETENTION[Kept.RECEIVED].lives == timedelta()
    assert RETENTION[Kept.PREREGISTRATION].lives == timedelta(days=180)
    assert RETENTION[Kept.READ_COPY].lives == RETENTION[Kept.UNFINISHED_TALK].lives
    assert RETENTION[Kept.OUTBOX].lives == timedelta(hours=48)
    assert RETENTION[Kept.DAY_KEY].lives == RETENTION[Kept.TIED_TALK].lives == timedelta(hours=72)


def test_nothing_is_kept_longer_than_a_silence():
    assert max(row.lives for row in RETENTION.values()) == KEPT


@pytest.mark.parametrize("kept", [kept for kept, row in RETENTION.items()])
def test_a_programme_keeps_less_where_the_time_is_our_own_and_never_more(kept):
    row = RETENTION[kept]
    if row.source is not Source.OURS:
        with pytest.raises(CannotKeep):
            shortened({kept: 0})
        return
    assert shortened({kept: 1})[kept] == timedelta(days=1)
    assert shortened({})[kept] == row.lives
    for days in (-1, row.lives.days + 1):
        with pytest.raises(CannotKeep):
            shortened({kept: days})


def test_a_class_that_nobody_knows_is_refused():
    with pytest.raises(CannotKeep):
        shortened({"everything": 1})


@pytest.mark.parametrize("end", KEPT_A_WHILE, ids=str)
def test_time_runs_from_the_end(end):
    case = case_in(end)
    assert purges_at(case, MINUTE) in {case.ended_at + MINUTE, case.ended_at + KEPT}
    assert purges_at(case_in(State.REQUESTED), MINUTE) is None


def test_a_later_word_of_the_person_begins_the_time_anew():
    case = after(*WAYS[State.WITHDRAWN][:2], (Action.WITHDRAW, REQUESTER), (Action.SEEN, REQUESTER))
    assert purges_at(case, MINUTE) == case.last_seen + MINUTE > case.ended_at + MINUTE


def test_words_that_wait_are_not_destroyed_unread_yet_nothing_waits_for_ever():
    case = after(*WAYS[State.ABUSE], (Action.ADD, REQUESTER))
    too_early = decide(case, Action.PURGE, ERRANDS, case.last_seen + timedelta(days=100))
    assert isinstance(too_early, Refusal)
    assert too_early.missing == (Need.NOTHING_WAITS,)
    assert isinstance(decide(case, Action.PURGE, ERRANDS, case.last_seen + KEPT), Event)


def test_only_the_clock_purges():
    case = case_in(State.LAPSED)
    assert isinstance(decide(case, Action.PURGE, ALICE, NIGHT + 3 * KEPT), Refusal)
    purged = evolve(case, decide(case, Action.PURGE, ERRANDS, NIGHT + 3 * KEPT))
    assert purged.state is State.PURGED
    assert purged.readers == frozenset()
    assert purged.ended_at is None


def test_who_comes_back_in_time_is_not_purged():
    case = after(*WAYS[State.LAPSED], (Action.REOPEN, REQUESTER))
    assert purges_at(case, timedelta()) is None
