"""What staff do: each action allowed, beside the same one refused."""

from datetime import timedelta

import pytest

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.actions import Changed, NotAllowed, NotClear, NotTrusted, TooLong
from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.chronicle import life_of
from safeconduct.cases.errands import let_lapse
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.queries import find, recent, waiting
from safeconduct.domain.life import KEPT, Action, State
from safeconduct.domain.role import Team
from safeconduct.programme.current import current_bundle
from safeconduct.programme.signing import reply_key
from safeconduct.vault import arrivals
from safeconduct.vault.arrivals import open_copy
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replacement import Replacement, sign_replacement
from safeconduct.vault.replies import ItemKind, Reading, open_item
from safeconduct.vault.return_keys import ReturnKeys
from tests.cast import Cast
from tests.making import NOON, facts, new_keys
from tests.making import a_new as sealed_for

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

WORDS = "Мы здесь. Что с раненым?"


def a_new(keys: ReturnKeys, **changes: object) -> arrivals.Arrival:
    """Hand in as a door does, sealed to the teams of the programme's own directory."""
    from safeconduct.cases.contents import HandIn

    said = HandIn(script="report", digest="d", answers={"message": "Нас двое."}, at=NOON)
    teams = [current_bundle().team(team) for team in (Team.INTAKE, Team.LEAD)]
    return arrivals.hand_in(facts(**changes), said.encode(), keys, teams)


@pytest.fixture
def keys() -> ReturnKeys:
    return new_keys()


@pytest.fixture
def reference(cast: Cast, keys: ReturnKeys) -> str:
    store(a_new(keys), NOON)
    take_in()
    return waiting(cast.alice.reader)[0].reference


def read_back(keys: ReturnKeys) -> list[str]:
    found = pickup(keys.locator, NOON)
    assert found is not None
    reading = Reading(
        kem_seed=pair_of(keys.seed).kem_seed,
        case_public=open_copy(found.copy, keys.seed),
        reply_keys=current_bundle().reply_keys,
    )
    replies = [item for item in found.items if item.kind == "reply"]
    return [open_item(ItemKind.REPLY, one.body, one.id, reading).words for one in replies]


def do(reference: str, action: Action, who: object, **chosen: str) -> None:
    actions.act(reference, action, reader=who.reader, at=NOON, chosen=chosen)


def test_a_reply_is_read_with_the_code_and_by_nobody_else(cast, keys, reference) -> None:
    actions.reply(reference, WORDS, reader=cast.alice.reader, at=NOON)
    assert read_back(keys) == [WORDS]
    assert waiting(cast.alice.reader) == ()
    view = access_case(reference, cast.bob.reader, NOON)
    assert [item.words for item in view.timeline if item.kind == "reply"] == [WORDS]
    for stranger in (cast.carol, cast.sam, cast.mallory):
        with pytest.raises(NoSuchCase):
            actions.reply(reference, WORDS, reader=stranger.reader, at=NOON)


def test_a_requester_key_planted_in_the_database_receives_no_reply(cast, reference) -> None:
    planted = sealed_for(new_keys())
    models.Arrival.objects.update(
        requester_kem=planted.requester_kem, requester_sign=planted.requester_sign
    )
    with pytest.raises(NotTrusted):
        actions.reply(reference, WORDS, reader=cast.alice.reader, at=NOON)
    assert not models.RequesterCopy.objects.filter(kind="reply").exists()
    assert not models.Event.objects.filter(kind="reply").exists()


def replaced(keys: ReturnKeys, fresh: ReturnKeys, record: bytes) -> None:
    pair = pair_of(fresh.seed)
    models.Replacement.objects.create(
        case=models.Case.objects.get(),
        old_locator=keys.locator,
        locator=fresh.locator,
        requester_kem=pair.kem_public,
        requester_sign=pair.sign_public,
        copy=b"",
        record=record,
    )


def test_a_signed_replacement_leads_replies_to_the_new_code(cast, keys, reference) -> None:
    fresh = new_keys()
    pair = pair_of(fresh.seed)
    record = Replacement(
        case_public=bytes(models.Arrival.objects.get().case_public),
        old_locator=keys.locator,
        locator=fresh.locator,
        requester_kem=pair.kem_public,
        requester_sign=pair.sign_public,
    )
    replaced(keys, fresh, sign_replacement(record, reply_key(cast.alice.reader)))
    actions.reply(reference, WORDS, reader=cast.alice.reader, at=NOON)
    (copy,) = models.RequesterCopy.objects.filter(kind="reply")
    assert bytes(copy.locator) == fresh.locator
    reading = Reading(
        kem_seed=pair.kem_seed,
        case_public=record.case_public,
        reply_keys=current_bundle().reply_keys,
    )
    assert open_item(ItemKind.REPLY, bytes(copy.body), copy.id, reading).words == WORDS


def test_a_planted_replacement_receives_nothing(cast, keys, reference) -> None:
    replaced(keys, new_keys(), b"no signature")
    with pytest.raises(NotTrusted):
        actions.reply(reference, WORDS, reader=cast.alice.reader, at=NOON)


def test_a_swapped_first_body_is_shown_as_unreadable_never_as_text(cast, reference) -> None:
    models.Arrival.objects.update(body=a_new(new_keys()).body)
    view = access_case(reference, cast.alice.reader, NOON)
    assert not view.intact
    assert not [item for item in view.timeline if item.words or item.answers]


def test_a_note_stays_with_staff(cast, keys, reference) -> None:
    actions.write_note(reference, "Голос молодой.", reader=cast.alice.reader, at=NOON)
    assert read_back(keys) == []
    view = access_case(reference, cast.bob.reader, NOON)
    assert [item.words for item in view.timeline if item.kind == "note"] == ["Голос молодой."]


def test_a_text_without_end_is_refused(cast, reference) -> None:
    with pytest.raises(TooLong):
        actions.reply(reference, "а" * 10_001, reader=cast.alice.reader, at=NOON)
    actions.reply(reference, "а" * 10_000, reader=cast.alice.reader, at=NOON)


def test_of_two_who_decide_at_once_the_second_is_told(cast, reference) -> None:
    seen = models.Head.objects.get(aggregate="case").seq
    alice, bob = cast.alice.reader, cast.bob.reader
    actions.act(reference, Action.REVIEW, reader=alice, at=NOON, chosen={}, seen=seen)
    with pytest.raises(Changed):
        actions.act(reference, Action.PREREGISTER, reader=bob, at=NOON, chosen={}, seen=seen)
    assert find(reference, bob).state is State.IN_REVIEW


def accepted(cast: Cast, reference: str) -> None:
    do(reference, Action.REVIEW, cast.alice)
    do(reference, Action.ASSESS, cast.alice, result="clear")
    do(reference, Action.PROPOSE, cast.alice)
    do(reference, Action.CONFIRM, cast.bob)


def test_acceptance_takes_two_people(cast, reference) -> None:
    do(reference, Action.REVIEW, cast.bob)
    do(reference, Action.ASSESS, cast.bob, result="clear")
    do(reference, Action.PROPOSE, cast.bob)
    for alone in (cast.bob, cast.alice):
        with pytest.raises(NotAllowed):
            do(reference, Action.CONFIRM, alone)
    do(reference, Action.TAKE_BACK, cast.bob)
    do(reference, Action.PROPOSE, cast.alice)
    do(reference, Action.CONFIRM, cast.bob)
    assert find(reference, cast.bob.reader).state is State.ACCEPTED


def test_words_outside_the_vocabulary_are_not_clear(cast, reference) -> None:
    do(reference, Action.REVIEW, cast.alice)
    with pytest.raises(NotClear):
        do(reference, Action.ASSESS, cast.alice, result="enemy")


def test_handing_on_seals_to_the_new_team_and_taking_over_shuts_the_old_one_out(
    cast, reference
) -> None:
    accepted(cast, reference)
    with pytest.raises(NoSuchCase):
        access_case(reference, cast.carol.reader, NOON)
    do(reference, Action.HAND_ON, cast.alice, team="coordination")
    assert access_case(reference, cast.carol.reader, NOON)
    do(reference, Action.TAKE_OVER, cast.carol)
    assert access_case(reference, cast.carol.reader, NOON)
    assert access_case(reference, cast.bob.reader, NOON)
    with pytest.raises(NoSuchCase):
        access_case(reference, cast.alice.reader, NOON)


def withdrawn(keys: ReturnKeys) -> None:
    store(arrivals.withdraw(facts(request_kind="", size_band=""), keys), NOON)
    take_in()


def lapsed(keys: ReturnKeys) -> None:
    assert let_lapse(NOON + KEPT + timedelta(minutes=1)) == 1


@pytest.mark.parametrize("ended", [withdrawn, lapsed])
def test_a_team_that_never_took_over_keeps_no_key_when_person_or_clock_ends_the_case(
    cast, keys, reference, ended
) -> None:
    access_case(reference, cast.alice.reader, NOON)
    do(reference, Action.SETTLE, cast.alice)
    do(reference, Action.HAND_ON, cast.alice, team="coordination")
    assert [row.reference for row in recent(cast.carol.reader)] == [reference]
    ended(keys)
    case = models.Case.objects.get()
    assert set(case.wraps.values_list("team", flat=True)) == {"intake", "lead"}
    assert life_of(case).readers == {Team.INTAKE, Team.LEAD}
    assert recent(cast.carol.reader) == ()
    with pytest.raises(NoSuchCase):
        access_case(reference, cast.carol.reader, NOON)
    assert access_case(reference, cast.alice.reader, NOON)


def test_a_team_that_takes_over_keeps_its_key_when_the_person_withdraws(
    cast, keys, reference
) -> None:
    do(reference, Action.HAND_ON, cast.alice, team="coordination")
    do(reference, Action.TAKE_OVER, cast.carol)
    withdrawn(keys)
    wraps = models.Case.objects.get().wraps
    assert set(wraps.values_list("team", flat=True)) == {"coordination", "lead"}


def test_the_log_of_a_life_replays_to_its_row(cast, reference) -> None:
    accepted(cast, reference)
    actions.reply(reference, WORDS, reader=cast.bob.reader, at=NOON + timedelta(hours=1))
    access_case(reference, cast.bob.reader, NOON)
    row = models.Case.objects.get()
    life = life_of(row)
    assert (row.state, row.rank, row.unread) == (life.state, life.rank, life.unread)
    assert (row.waiting_since, row.assigned, row.team) == (
        life.waiting_since,
        life.assigned,
        life.team,
    )
    assert list(broken_places()) == []


def test_a_reading_that_cannot_be_written_shows_nothing(cast, reference, monkeypatch) -> None:
    from django.db import DatabaseError, connection

    def full(execute, sql, *rest):
        if "INSERT" in sql and "sc_event" in sql:
            raise DatabaseError("the disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(DatabaseError):
        access_case(reference, cast.alice.reader, NOON)


@pytest.mark.parametrize("action", ["read", "reply", "note", "plan", "replace_code"])
def test_what_seals_something_is_not_done_by_its_name_alone(cast, reference, action) -> None:
    before = models.Event.objects.count()
    with pytest.raises(NotClear):
        do(reference, Action(action), cast.alice, part="point")
    assert models.Event.objects.count() == before
