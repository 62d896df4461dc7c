"""A call-back is asked for by phone, on real databases: the number is sealed to the case alone."""

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.cases.callbacks import callback_wish
from safeconduct.cases.timeline import ItemKind
from safeconduct.desk.story import story
from safeconduct.desk.told import told
from safeconduct.phone.applying import asks_for_number
from safeconduct.phone.keypad import Did, Heard, turned
from safeconduct.phone.speaker import Ask, Say, Wait
from safeconduct.talks import models as kept
from tests.phone.spoken import Call, speaker
from tests.telegram.bot import take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

NUMBER = "79995550137"
SAFE, CALLS_BACK, ALONE, EVENING, YES, NO = "1", "5", "1", "3", "1", "2"


@pytest.fixture
def call(cast) -> Call:
    return Call(at=timezone.now()).begins().keys(SAFE, CALLS_BACK)


def words(key: str) -> str:
    return speaker().words(key)


def presses(call: Call, key: str, caller: str = NUMBER) -> Call:
    return call.does(Heard(did=Did.ENTERED, keys=key, caller=caller))


def wish(cast):
    take_all()
    view = access_case(models.Case.objects.get().reference, cast.alice.reader, timezone.now())
    assert view.intact
    return callback_wish(view.timeline), view


def test_who_may_be_called_is_at_the_desk_with_their_hours_and_a_masked_number(cast, call) -> None:
    call.keys(ALONE, EVENING)
    assert asks_for_number(call.talk)
    presses(call, YES)
    assert len(call.worker.steps(call.talk)) > 1
    found, view = wish(cast)
    assert found
    assert (found.number, found.hours) == (NUMBER, "evening")
    (shown,) = [fact.value for fact in told(view) if fact.name == "May we call"]
    assert "•••••••••37" in shown
    assert NUMBER not in shown


def test_the_code_of_the_wish_is_told_and_no_further_question_is_promised(cast, call) -> None:
    presses(call.keys(ALONE, EVENING), YES)
    said = call.hears()
    assert words("phone.code.end.last") in said
    assert words("phone.code.end") not in said
    assert words("callback.end.call") in said


def test_the_desk_tells_what_was_wished_and_neither_number_whole(cast, call) -> None:
    presses(call.keys(ALONE, EVENING), NO).keys("380501234567")
    _, view = wish(cast)
    answers = [asked.answer for line in story(view.timeline, "en") for asked in line.asked]
    assert "In the evening" in answers
    assert "••••••••••67" in answers
    assert not [one for one in answers if "380501234567" in one]


@pytest.mark.parametrize("not_alone", ["2", "3"])
def test_who_may_be_overheard_is_not_called_and_nothing_is_kept(cast, call, not_alone) -> None:
    call.keys(not_alone)
    assert words("callback.end.no_call") in call.hears()
    call.hangs_up()
    take_all()
    assert not models.Arrival.objects.exists()


def test_a_hidden_number_is_asked_for(cast, call) -> None:
    presses(call.keys(ALONE, EVENING), YES, caller="")
    assert call.hears()[0] == words("phone.number_hidden")
    call.keys("380501234567")
    found, _ = wish(cast)
    assert found
    assert found.number == "380501234567"


def test_the_number_of_the_call_is_not_kept_where_another_one_is_wished(cast, call) -> None:
    presses(call.keys(ALONE, EVENING), NO)
    assert call.talk.caller == ""
    call.keys("380501234567")
    found, view = wish(cast)
    assert found
    assert NUMBER not in str([item.answers for item in view.timeline])


def test_the_number_stands_in_no_row_and_no_repr(cast, call) -> None:
    presses(call.keys(ALONE, EVENING), YES)
    assert NUMBER not in repr(call.talk)
    assert NUMBER not in repr(call.worker.steps(call.talk))
    take_all()
    for model in (*models.__dict__.values(), *kept.__dict__.values()):
        if getattr(model, "_meta", None) is None or model._meta.abstract:
            continue
        for row in model._default_manager.values_list():
            for value in row:
                raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert NUMBER.encode() not in raw
    call.hangs_up()
    assert not kept.Talk.objects.exists()


def test_who_hangs_up_before_the_wish_is_whole_is_not_called(cast, call) -> None:
    call.keys(ALONE, EVENING).hangs_up()
    take_all()
    assert not models.Arrival.objects.exists()


def test_a_wish_on_a_case_that_this_call_began_stands_on_that_case(cast) -> None:
    call = Call(at=timezone.now()).begins().keys("1", "1", "6")
    call.talk = call.kept(turned(call.talk, "callback"))
    presses(call.keys(ALONE, EVENING), YES).hangs_up()
    found, view = wish(cast)
    assert found
    assert view.row.kind == "self"


# ---- zero while the code of the wish is told: nothing is asked any more by then


def wishes_person(call: Call) -> Call:
    """Press zero in the middle of the code: nothing of it counts as said."""
    presses(call.keys(ALONE, EVENING), YES)
    before = call.talk
    call.talk = call.kept(call.worker.turned(before, (), Heard(did=Did.WISHES_PERSON), call.at))
    assert call.talk.tie == before.tie
    return call


def waits(call: Call) -> Wait:
    (wait,) = [step for step in call.worker.steps(call.talk) if isinstance(step, Wait)]
    return wait


def came_of_waiting(call: Call, did: Did) -> Call:
    """End a wait in which the code was told."""
    begins = next(step for step in call.worker.steps(call.talk) if isinstance(step, Say))
    wait = waits(call)
    told = (begins.number, wait.number, wait.code.number)
    call.talk = call.kept(call.worker.turned(call.talk, told, Heard(did=did), call.at))
    return call


def test_who_wishes_for_a_person_meanwhile_waits_and_is_greeted_by_nobody_again(call) -> None:
    wishes_person(call)
    assert waits(call).code
    assert waits(call).asked.arrival == models.Arrival.objects.get().id
    said = call.hears()
    assert said[0] == words("phone.wait.begin")
    assert words("phone.begin") not in said
    assert words("callback.end.call") in said


def test_who_has_talked_with_one_hears_the_end_and_nothing_more_is_asked(call) -> None:
    said = came_of_waiting(wishes_person(call), Did.TALKED).hears()
    assert said[-1] == words("phone.talked_end")
    assert words("phone.code") not in said
    assert not [step for step in call.worker.steps(call.talk) if isinstance(step, Ask)]


def test_where_everybody_has_gone_meanwhile_it_is_said_first(call) -> None:
    said = came_of_waiting(wishes_person(call), Did.NOBODY_CAME).hears()
    assert said[0] == words("phone.no_person")
    assert words("callback.end.call") in said


def test_who_would_rather_leave_a_message_leaves_it_on_the_same_case(cast, call) -> None:
    came_of_waiting(wishes_person(call), Did.WISHES_MESSAGE)
    call.speaks(b"RIFF\x24\0\0\0WAVEfmt " + bytes(600)).hangs_up()
    found, view = wish(cast)
    assert found
    assert [item for item in view.timeline if item.kind is ItemKind.FILE]


def test_who_would_rather_be_called_is_asked_when_as_before(cast, call) -> None:
    came_of_waiting(wishes_person(call), Did.WISHES_CALL).keys(ALONE, "5")
    presses(call, YES).hangs_up()
    found, _ = wish(cast)
    assert found
    assert found.hours == "any"
