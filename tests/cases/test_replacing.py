"""A lost code: two people give a new one, the old one is dead, and nothing unread is lost."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.cases import actions, models
from safeconduct.cases.access import access_case
from safeconduct.cases.actions import NotAllowed, NotTrusted
from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.callbacks import callback_wish
from safeconduct.cases.contents import HandIn, May, Reach, Words
from safeconduct.cases.errands import tell_states
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.queries import waiting
from safeconduct.cases.replacing import EndsFirst, replace_code
from safeconduct.cases.wished_calls import standing_wishes
from safeconduct.domain.life import Action, Need, Why
from safeconduct.domain.role import Team
from safeconduct.programme.current import current_bundle
from safeconduct.vault import arrivals
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import ReturnKeys, derive
from safeconduct.vault.signatures import public_of
from tests.cases.test_actions import a_new, do, read_back
from tests.cast import Cast
from tests.making import NOON, facts, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

TALK = b"t" * 32


@pytest.fixture
def keys() -> ReturnKeys:
    return new_keys()


@pytest.fixture
def reference(cast: Cast, keys: ReturnKeys) -> str:
    store(a_new(keys), NOON)
    take_in()
    return waiting(cast.alice.reader)[0].reference


def drawn(reference: str, cast: Cast, own_word: str = "") -> ReturnKeys:
    do(reference, Action.ALLOW_NEW_CODE, cast.bob)
    code = replace_code(reference, own_word, reader=cast.alice.reader, at=NOON)
    return derive(code, own_word, current_bundle().salt)


def add(keys: ReturnKeys, words: str) -> None:
    on_its_way(keys, words)
    take_in()


def on_its_way(keys: ReturnKeys, words: str, **changes: object) -> None:
    case_public = bytes(models.Arrival.objects.get(kind="new").case_public)
    said = Words(text=words, at=NOON)
    blank = facts(**{"request_kind": "", "size_band": "", **changes})
    store(arrivals.add(blank, said.encode(), keys, case_public), NOON)


def said_on(reference: str, cast: Cast) -> list[str]:
    view = access_case(reference, cast.bob.reader, NOON)
    assert view.intact
    return [item.words for item in view.timeline if item.kind == "words"]


def test_the_old_code_is_dead_and_the_new_one_leads_back(cast, keys, reference) -> None:
    fresh = drawn(reference, cast)
    tell_states(NOON)
    assert pickup(keys.locator, NOON) is None
    found = pickup(fresh.locator, NOON)
    assert found
    assert found.first == models.Case.objects.get(reference=reference).first_id
    assert [item.kind for item in found.items] == ["status"]


def test_an_unread_answer_waits_under_the_new_code(cast, keys, reference) -> None:
    actions.reply(reference, "Вас слышат.", reader=cast.alice.reader, at=NOON)
    fresh = drawn(reference, cast)
    assert read_back(fresh) == ["Вас слышат."]
    actions.reply(reference, "И ждут.", reader=cast.alice.reader, at=NOON)
    assert sorted(read_back(fresh)) == ["Вас слышат.", "И ждут."]
    assert not models.RequesterCopy.objects.filter(locator=keys.locator).exists()


def test_words_count_with_the_key_that_counted_when_they_came(cast, keys, reference) -> None:
    add(keys, "Со старым кодом.")
    fresh = drawn(reference, cast)
    add(fresh, "С новым кодом.")
    add(keys, "Снова со старым.")
    assert heard(reference, cast) == [
        ("Со старым кодом.", False),
        ("С новым кодом.", False),
        ("Снова со старым.", True),
    ]


def test_words_on_their_way_while_a_code_is_given_anew_are_read_and_marked(
    cast, keys, reference
) -> None:
    on_its_way(keys, "С первым.")
    between = drawn(reference, cast)
    take_in()
    on_its_way(between, "Со вторым.")
    drawn(reference, cast)
    take_in()
    assert heard(reference, cast) == [("С первым.", True), ("Со вторым.", True)]


def test_a_chat_that_was_being_tied_by_the_old_code_is_heard_and_marked(
    cast, keys, reference
) -> None:
    on_its_way(keys, "Свяжите чат.", talk_sign=public_of(TALK))
    drawn(reference, cast)
    add_by_talk(TALK, in_the_chat("Из чата."))
    add_by_talk(TALK, in_the_chat("И ещё."))
    told = [(words, True) for words in ("Свяжите чат.", "Из чата.", "И ещё.")]
    assert heard(reference, cast) == told
    actions.reply(reference, "Вас слышат.", reader=cast.alice.reader, at=NOON)
    assert not models.Outgoing.objects.exists()


def test_a_code_can_be_lost_again(cast, reference) -> None:
    first = drawn(reference, cast)
    second = drawn(reference, cast)
    add(second, "Со вторым.")
    assert pickup(first.locator, NOON) is None
    assert pickup(second.locator, NOON)
    assert said_on(reference, cast) == ["Со вторым."]


def test_no_code_that_was_replaced_ends_anything_the_first_nor_one_between(
    cast, keys, reference
) -> None:
    between = drawn(reference, cast)
    last = drawn(reference, cast)
    blank = {"request_kind": "", "size_band": ""}
    for dead in (keys, between):
        for end in (arrivals.erase, arrivals.withdraw):
            store(end(facts(**blank), dead), NOON)
    take_in()
    told = models.Arrival.objects.filter(kind__in=("erase", "withdraw"))
    assert set(told.values_list("taken", flat=True)) == {"unknown_locator"}
    assert models.Case.objects.get().state == "requested"
    store(arrivals.erase(facts(**blank), last), NOON)
    take_in()
    assert models.Case.objects.get().state == "erased"


@pytest.mark.parametrize("end", [("erase", "erased"), ("withdraw", "withdrawn")])
def test_an_end_that_waits_when_a_new_code_is_to_be_drawn_is_done_first(
    cast, keys, reference, end: tuple[str, str]
) -> None:
    do(reference, Action.ALLOW_NEW_CODE, cast.bob)
    asks, state = end
    store(getattr(arrivals, asks)(facts(request_kind="", size_band=""), keys), NOON)
    with pytest.raises(EndsFirst):
        replace_code(reference, "", reader=cast.alice.reader, at=NOON)
    assert not models.Replacement.objects.exists()
    take_in()
    assert models.Case.objects.get().state == state


def test_an_end_that_a_stranger_forged_or_an_older_code_signed_holds_up_no_new_code(
    cast, keys, reference
) -> None:
    blank = {"request_kind": "", "size_band": ""}
    forged = arrivals.erase(facts(**blank), keys)
    store(arrivals.sign(forged, pair_of(new_keys().seed).sign_seed), NOON)
    drawn(reference, cast)
    store(arrivals.erase(facts(**blank, id=uuid.uuid4()), keys), NOON)
    drawn(reference, cast)
    take_in()
    assert models.Case.objects.get().state == "requested"


def test_a_replaced_code_ends_nothing_where_it_hides_its_locator_or_gives_the_new_one(
    cast, keys, reference
) -> None:
    fresh = drawn(reference, cast)
    case_public = bytes(models.Arrival.objects.get(kind="new").case_public)
    seed = pair_of(keys.seed).sign_seed
    for locator in (b"", fresh.locator):
        blank = arrivals.erase(facts(request_kind="", size_band=""), keys)
        crafted = replace(blank, locator=locator, case_public=case_public)
        store(arrivals.sign(crafted, seed), NOON)
    take_in()
    assert models.Case.objects.get().state == "requested"


def test_who_holds_the_new_code_can_delete_everything(cast, keys, reference) -> None:
    fresh = drawn(reference, cast)
    blank = facts(request_kind="", size_band="", id=uuid.uuid4())
    store(arrivals.erase(blank, fresh), NOON)
    take_in()
    assert models.Case.objects.get().state == "erased"
    assert pickup(fresh.locator, NOON) is None
    assert pickup(keys.locator, NOON) is None


def test_an_own_word_goes_with_the_new_code_where_one_is_given(cast, reference) -> None:
    fresh = drawn(reference, cast, "берёза")
    actions.reply(reference, "Вас слышат.", reader=cast.alice.reader, at=NOON)
    assert read_back(fresh) == ["Вас слышат."]


def test_nobody_draws_a_code_alone(cast, reference) -> None:
    with pytest.raises(NotAllowed) as alone:
        replace_code(reference, "", reader=cast.bob.reader, at=NOON)
    assert alone.value.refusal.missing == (Need.CODE_ALLOWED,)
    do(reference, Action.ALLOW_NEW_CODE, cast.bob)
    with pytest.raises(NotAllowed) as same:
        replace_code(reference, "", reader=cast.bob.reader, at=NOON)
    assert same.value.refusal.why is Why.SAME_PERSON
    assert not models.Replacement.objects.exists()


def test_an_operator_allows_no_new_code(cast, reference) -> None:
    with pytest.raises(NotAllowed):
        do(reference, Action.ALLOW_NEW_CODE, cast.alice)
    for stranger in (cast.carol, cast.dora, cast.mallory):
        with pytest.raises(NoSuchCase):
            replace_code(reference, "", reader=stranger.reader, at=NOON)


def test_leave_to_draw_a_code_is_for_one_code_and_one_hour(cast, reference) -> None:
    do(reference, Action.ALLOW_NEW_CODE, cast.bob)
    late = NOON + timedelta(minutes=61)
    with pytest.raises(NotAllowed):
        replace_code(reference, "", reader=cast.alice.reader, at=late)
    replace_code(reference, "", reader=cast.alice.reader, at=NOON)
    with pytest.raises(NotAllowed):
        replace_code(reference, "", reader=cast.alice.reader, at=NOON)


def test_no_code_is_drawn_for_a_case_whose_first_words_do_not_verify(cast, reference) -> None:
    do(reference, Action.ALLOW_NEW_CODE, cast.bob)
    planted = a_new(new_keys())
    models.Arrival.objects.update(requester_sign=planted.requester_sign)
    with pytest.raises(NotTrusted):
        replace_code(reference, "", reader=cast.alice.reader, at=NOON)
    assert not models.Replacement.objects.exists()


def test_the_log_holds_both_halves_and_no_code(cast, reference) -> None:
    drawn(reference, cast)
    told = models.Event.objects.filter(kind__in=("allow_new_code", "replace_code")).order_by("seq")
    assert [(one.actor, one.details) for one in told] == [("Bob", "{}"), ("Alice", "{}")]
    assert list(broken_places()) == []


TELEGRAM = Reach(channel="telegram", may=May.TEXT, talk="talk", address="7")


def asked_by_telegram(cast: Cast, talk_seed: bytes = b"") -> str:
    said = HandIn(script="report", digest="d", answers={"message": "?"}, at=NOON, reach=TELEGRAM)
    teams = [current_bundle().team(team) for team in (Team.INTAKE, Team.LEAD)]
    named = public_of(talk_seed) if talk_seed else b""
    blank = facts(channel="telegram", talk_sign=named)
    store(arrivals.hand_in(blank, said.encode(), new_keys(), teams), NOON)
    take_in()
    return waiting(cast.alice.reader)[0].reference


def add_by_talk(talk_seed: bytes, said: Words | HandIn, **changes: object) -> None:
    case_public = bytes(models.Arrival.objects.get(kind="new").case_public)
    blank = facts(**{"request_kind": "", "size_band": "", "channel": "telegram", **changes})
    store(arrivals.add_by_talk(blank, said.encode(), case_public, talk_seed), NOON)
    take_in()


def in_the_chat(words: str) -> Words:
    return Words(text=words, at=NOON, reach=TELEGRAM)


def heard(reference: str, cast: Cast) -> list[tuple[str, bool]]:
    view = access_case(reference, cast.bob.reader, NOON)
    assert view.intact
    return [(item.words, item.old_code) for item in view.timeline if item.kind == "words"]


def test_a_new_code_cuts_the_chat_that_may_be_in_other_hands(cast) -> None:
    reference = asked_by_telegram(cast)
    actions.reply(reference, "Вас слышат.", reader=cast.alice.reader, at=NOON)
    (sent,) = models.Outgoing.objects.all()
    models.Outgoing.objects.update(state="waiting", body=b"sealed to the courier")
    fresh = drawn(reference, cast)
    sent.refresh_from_db()
    assert (sent.state, bytes(sent.body)) == ("kept", b"")
    assert access_case(reference, cast.alice.reader, NOON).reach is None
    actions.reply(reference, "И ждут.", reader=cast.alice.reader, at=NOON)
    assert models.Outgoing.objects.count() == 1
    assert sorted(read_back(fresh)) == ["Вас слышат.", "И ждут."]


def test_words_from_the_chat_of_before_are_shown_as_such_and_nothing_goes_there(cast) -> None:
    reference = asked_by_telegram(cast, TALK)
    add_by_talk(TALK, in_the_chat("До нового кода."))
    drawn(reference, cast)
    add_by_talk(TALK, in_the_chat("После него."))
    assert heard(reference, cast) == [("До нового кода.", False), ("После него.", True)]
    assert access_case(reference, cast.alice.reader, NOON).reach is None
    actions.reply(reference, "Вас слышат.", reader=cast.alice.reader, at=NOON)
    assert not models.Outgoing.objects.exists()


def test_nobody_is_called_at_a_number_that_a_talk_of_before_names(cast) -> None:
    reference = asked_by_telegram(cast, TALK)
    drawn(reference, cast)
    told = {"safe": "yes", "alone": "yes", "hours": "any", "other_number": "380440000007"}
    wish = HandIn(script="callback", digest="d", answers=told, at=NOON)
    add_by_talk(TALK, wish, channel="phone", request_kind="callback")
    assert not models.WishedCall.objects.exists()
    view = access_case(reference, cast.alice.reader, NOON)
    assert [item.old_code for item in view.timeline if item.script == "callback"] == [True]
    assert callback_wish(view.timeline) is None


def wishes_a_call(keys: ReturnKeys, number: str) -> None:
    case_public = bytes(models.Arrival.objects.get(kind="new").case_public)
    told = {"safe": "yes", "alone": "yes", "hours": "any", "other_number": number}
    said = HandIn(script="callback", digest="d", answers=told, at=NOON)
    blank = facts(channel="phone", request_kind="callback", size_band="")
    store(arrivals.add(blank, said.encode(), keys, case_public), NOON)
    take_in()


def test_a_wish_stands_as_long_as_the_code_it_was_told_with(cast, keys, reference) -> None:
    wishes_a_call(keys, "380440000007")
    assert len(standing_wishes(cast.alice.reader)) == 1
    fresh = drawn(reference, cast)
    assert standing_wishes(cast.alice.reader) == []
    assert callback_wish(access_case(reference, cast.alice.reader, NOON).timeline).outdated
    wishes_a_call(fresh, "380440000008")
    assert len(standing_wishes(cast.alice.reader)) == 1
    wish = callback_wish(access_case(reference, cast.alice.reader, NOON).timeline)
    assert (wish.number, wish.outdated) == ("380440000008", False)
    drawn(reference, cast)
    assert standing_wishes(cast.alice.reader) == []
