"""Without a pen: a short number in place of the code, and the way back with it to a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import access_case
from safeconduct.cases.timeline import ItemKind
from safeconduct.domain.return_code import ReturnCode, digits
from safeconduct.domain.short_number import is_right, number_of
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.shortening import without_pen
from safeconduct.phone.speaker import Say, Spell, Wait
from safeconduct.talks import models as kept
from safeconduct.talks import short_numbers
from safeconduct.talks.talk import Do
from tests.phone.spoken import Call, all_words, speaker, words_of
from tests.phone.test_applying import VOICE
from tests.telegram.bot import take_all

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

HAS_NUMBER, WITHDRAWS, ERASES, YES = "3", "4", "5", "1"
UNKNOWN = number_of(b"nobody has this one")


@pytest.fixture
def telling(cast) -> Call:
    """Return a call in which the code is about to be told."""
    return Call(at=timezone.now(), id="1.1").begins().keys("1", "1", "6")


def shorten(call: Call) -> str:
    """Press nine while the code is told; return the number that is said."""
    call.talk = call.kept(without_pen(call.talk))
    return said_number(told(call))


def told(call: Call) -> Spell:
    return next(step for step in call.worker.steps(call.talk) if isinstance(step, Spell))


def said_number(step: Spell) -> str:
    digit_of = {speaker().words(f"phone.digit.{digit}"): str(digit) for digit in range(10)}
    (whole,) = step.groups
    return "".join(digit_of[word] for word in words_of(whole) if word in digit_of)


def comes_back(number: str, call: Call | None = None, later: timedelta = timedelta()) -> Call:
    again = call or Call(at=timezone.now() + later, id="2.2").begins().keys(HAS_NUMBER)
    return again.keys(number)


def case() -> models.Case:
    take_all()
    return models.Case.objects.exclude(kind="question").get()


def words(key: str) -> str:
    return speaker().words(key)


def waits(call: Call) -> Wait | None:
    steps = call.worker.steps(call.talk)
    return next((step for step in steps if isinstance(step, Wait)), None)


def test_it_is_told_in_place_of_the_code_which_is_forgotten(telling) -> None:
    code = next(item.words for item in telling.talk.items if item.do is Do.CODE)
    number = shorten(telling)
    assert is_right(number)
    assert told(telling).short
    assert words("phone.short") in telling.hears()
    assert words("phone.code") not in telling.hears()
    assert all(item.words != code for item in telling.talk.items)
    assert number not in repr(telling.talk)


def test_the_questions_that_can_wait_come_after_it(telling) -> None:
    shorten(telling)
    assert words("report.when") in telling.hears()
    telling.keys("2")
    assert words("phone.short") not in telling.hears()


def test_a_process_that_was_killed_tells_the_same_number_again(telling) -> None:
    number = shorten(telling)
    again = Call(at=telling.at, id=telling.id)
    again.talk = again.worker.talk_at(telling.id, telling.at)
    assert said_number(told(again)) == number
    assert kept.ShortNumber.objects.count() == 1


def test_one_that_leads_to_another_case_is_drawn_anew(telling, monkeypatch) -> None:
    taken = number_of(b"taken")
    drawn = iter([taken, taken, UNKNOWN])
    monkeypatch.setattr("safeconduct.phone.shortening.number_of", lambda _: next(drawn))
    assert shorten(telling) == taken
    other = Call(at=timezone.now(), id="3.3").begins().keys("1", "1", "6")
    assert shorten(other) == UNKNOWN


def test_while_waiting_it_is_told_as_well(telling) -> None:
    telling.does(Heard(did=Did.WISHES_PERSON))
    call = Call(at=timezone.now(), id="4.4").begins().keys("1").does(Heard(did=Did.WISHES_PERSON))
    call.talk = call.kept(without_pen(call.talk))
    wait = waits(call)
    assert wait.code
    assert wait.code.short
    number = said_number(wait.code)
    assert short_numbers.found(number, call.worker.courier, call.at)


def test_who_comes_back_with_it_waits_for_a_person_on_the_same_case_and_hears_nothing_of_it(
    telling,
) -> None:
    number = shorten(telling)
    telling.hangs_up()
    first = case().first_id
    call = comes_back(number)
    wait = waits(call)
    assert wait.asked.arrival == first
    assert wait.asked.by_short_number
    assert wait.code is None
    steps = call.worker.steps(call.talk)
    assert all_words([step for step in steps if isinstance(step, Say)]) == [
        words("phone.short.found")
    ]


def test_where_nobody_can_pick_up_a_message_is_added_to_the_case(telling, cast) -> None:
    number = shorten(telling)
    telling.hangs_up()
    call = comes_back(number).does(Heard(did=Did.NOBODY_CAME))
    assert call.hears()[0] == words("phone.short.no_person")
    assert words("phone.no_person") not in call.hears()
    call.keys("6")
    assert words("short_number.message.spoken") in call.hears()
    call.speaks(VOICE)
    assert words("short_number.end") in call.hears()
    call.hangs_up()
    view = access_case(case().reference, cast.alice.reader, timezone.now())
    assert view.intact
    assert [item.kind for item in view.timeline].count(ItemKind.FILE) == 1
    assert [item.script for item in view.timeline if item.script == "short_number"]


def test_where_nobody_can_pick_up_what_cannot_wait_raises_the_case(telling, cast) -> None:
    number = shorten(telling)
    telling.hangs_up()
    assert not case().claimed
    call = comes_back(number).does(Heard(did=Did.NOBODY_CAME)).keys("2")
    assert words("crisis.severe_wound") in call.hears()
    call.hangs_up()
    take_all()
    assert case().claimed == "wounded"


def test_who_names_nothing_and_says_nothing_leaves_nothing_at_the_case(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    before = models.Arrival.objects.count()
    comes_back(number).does(Heard(did=Did.NOBODY_CAME)).keys("6", "").hangs_up()
    assert models.Arrival.objects.count() == before


def test_one_may_leave_a_message_instead_of_waiting(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    call = comes_back(number).does(Heard(did=Did.WISHES_MESSAGE))
    assert call.hears() == [
        words("short_number.message.spoken"), words("voice.speak_or_skip"),
    ]  # fmt: skip
    before = models.Arrival.objects.count()
    call.keys("").hangs_up()
    assert models.Arrival.objects.count() == before


def test_a_call_back_that_is_wished_with_it_is_a_request_of_its_own(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    first = case().first_id
    call = comes_back(number).does(Heard(did=Did.WISHES_CALL))
    assert (call.talk.script, call.talk.tie) == ("callback", None)
    call.keys("1", "5", "2", "380441234567").hangs_up()
    take_all()
    wished = models.Case.objects.get(kind="question")
    assert wished.wished_call
    assert not hasattr(models.Case.objects.get(first_id=first), "wished_call")


def test_who_says_nothing_leaves_nothing_at_the_case(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    before = models.Arrival.objects.count()
    comes_back(number).hangs_up()
    comes_back(number).does(Heard(did=Did.TALKED)).hangs_up()
    comes_back(number).does(Heard(did=Did.NOBODY_CAME)).does(Heard(did=Did.SILENT)).hangs_up()
    assert models.Arrival.objects.count() == before
    assert not kept.Talk.objects.exists()


def test_after_three_that_are_unknown_a_person_is_to_hear_it(cast) -> None:
    call = comes_back(UNKNOWN)
    assert call.hears()[0] == words("phone.short.unknown")
    comes_back(UNKNOWN, call)
    assert call.hears()[0] == words("phone.short.unknown")
    comes_back(UNKNOWN, call)
    assert words("phone.code.lost") in call.hears()
    assert words("talk.needs.spoken") in call.hears()
    call.keys("6")
    assert words("report.question.spoken") in call.hears()
    assert waits(call) is None
    assert call.talk.guesses == 3


def test_one_whose_time_is_over_is_answered_word_for_word_like_an_unknown_one(telling) -> None:
    number = shorten(telling)
    telling.hangs_up()
    late = timedelta(days=14, minutes=2)
    assert waits(comes_back(number, later=timedelta(days=13)))
    expired, unknown = comes_back(number, later=late), comes_back(UNKNOWN, later=late)
    assert expired.hears() == unknown.hears()
    assert expired.talk.tries == unknown.talk.tries == 1


@pytest.mark.parametrize("wish", [WITHDRAWS, ERASES])
def test_it_dies_with_its_case(telling, wish) -> None:
    code = next(item.words for item in telling.talk.items if item.do is Do.CODE)
    number = shorten(telling)
    telling.hangs_up()
    take_all()
    assert short_numbers.forget_over() == 0
    typed = "".join(digits(ReturnCode(bytes.fromhex(code))))
    Call(at=timezone.now(), id="9.9").begins().keys(HAS_NUMBER, typed, wish, YES).hangs_up()
    take_all()
    assert short_numbers.forget_over() == 1
    assert comes_back(number).hears()[0] == words("phone.short.unknown")
