"""A case's row is what its log says, wherever a life leads: random lives through real actions."""

import random
from datetime import timedelta

import pytest

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.actions import NotAllowed, NotClear
from safeconduct.cases.arrivals import store
from safeconduct.cases.chronicle import events_of, life_of
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.opening import NoSuchCase
from safeconduct.domain import urgency
from safeconduct.domain.life import CLOSED, Action, Fact, offers, replay
from safeconduct.domain.role import Team
from tests.cases.test_actions import a_new
from tests.cast import Cast
from tests.making import NOON, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

SPOKEN = frozenset({Action.REPLY, Action.NOTE, Action.READ, Action.REPLACE_CODE})
STEPS, LEAST = 40, 8


def told(action_takes: tuple[Fact, ...], chance: random.Random) -> dict[str, str]:
    return {fact.value: word_for(fact, chance) for fact in action_takes}


def word_for(fact: Fact, chance: random.Random) -> str:
    if fact in CLOSED:
        return chance.choice(list(CLOSED[fact])).value
    return "Alice" if fact is Fact.TO else str(chance.randint(1, 3))


@pytest.mark.parametrize("seed", range(6))
def test_the_row_is_what_the_log_replays_to(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    store(a_new(new_keys(), request_kind="group", size_band="2-5", urgency="wounded"), NOON)
    take_in()
    row = models.Case.objects.get()
    staff = [cast.alice, cast.bob, cast.carol, cast.dora, cast.emil]
    done = 0
    for step in range(STEPS):
        who = chance.choice(staff).reader
        possible = [offer for offer in offers(life_of(row), who.actor) if offer.possible]
        fitting = [offer for offer in possible if offer.action not in SPOKEN and not offer.ends]
        if not fitting:
            continue
        offer = chance.choice(fitting)
        at = NOON + timedelta(minutes=step)
        try:
            chosen = told(offer.takes, chance)
            actions.act(row.reference, offer.action, reader=who, at=at, chosen=chosen)
            done += 1
        except (NotAllowed, NotClear, NoSuchCase):
            continue
        same_as_log(row)
    assert done >= LEAST, "a life that hardly moves proves little"
    assert list(broken_places()) == []


def same_as_log(row: models.Case) -> None:
    row.refresh_from_db()
    life = replay(events_of(row.id))
    assert (row.state, row.kind, row.size_band) == (life.state, life.kind, life.size)
    assert row.claimed == urgency.written(life.claimed)
    assert row.confirmed == urgency.written(life.confirmed)
    assert (row.rank, row.team, row.assigned) == (life.rank, life.team, life.assigned)
    assert (row.waiting_since, row.unread) == (life.waiting_since, life.unread)
    assert {Team(one.team) for one in row.wraps.all()} == set(life.readers)


def test_reading_is_in_the_log_before_words_are_shown(cast: Cast) -> None:
    store(a_new(new_keys()), NOON)
    take_in()
    row = models.Case.objects.get()
    access_case(row.reference, cast.alice.reader, NOON)
    last = events_of(row.id)[-1]
    assert (last.kind, last.actor) == (Action.READ, "Alice")
