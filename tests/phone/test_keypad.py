"""Keys are answers: right ones, wrong ones, none, zero and a voice."""

from dataclasses import replace

import pytest

from safeconduct.domain.script import Channel, on_channel
from safeconduct.domain.scripts.report import REPORT, claimed_signs
from safeconduct.domain.urgency import Sign
from safeconduct.phone.keypad import Did, Heard, offers_call, wishing
from safeconduct.phone.speaker import MOST_PLACES, How, how
from safeconduct.talks.hearing import left
from safeconduct.talks.talk import Do, Errand, Item, Tie
from safeconduct.talks.walking import asked
from tests.phone.spoken import Caller, speaker, words_of
from tests.talks.chat import a_talk


def question(caller: Caller) -> str:
    found = asked(caller.talk)
    return found.key if found else ""


def errands(caller: Caller) -> list[Errand]:
    return [job.errand for job in caller.talk.jobs]


@pytest.mark.parametrize(("key", "language"), [("1", "ru"), ("2", "uk"), ("3", "en")])
def test_a_key_chooses_the_language(key: str, language: str) -> None:
    caller = Caller(first=key)
    assert caller.talk.language == language
    assert caller.talk.script == "report"


@pytest.mark.parametrize("keys", ["", "9", "0", "x"])
def test_who_presses_no_known_language_is_spoken_to_in_the_usual_one(keys: str) -> None:
    caller = Caller(first=keys, usual="uk")
    assert caller.talk.language == "uk"
    assert question(caller) == "safe"


def test_the_first_words_say_who_speaks_and_the_first_question_is_safety() -> None:
    caller = Caller()
    assert caller.said[0] == speaker().words("phone.begin")
    assert question(caller) == "safe"


def test_who_is_not_safe_is_let_go_at_once_and_nothing_is_handed_in() -> None:
    caller = Caller().keys("2")
    assert caller.said[0] == speaker().words("talk.end.not_safe.spoken")
    assert caller.how is None
    assert not errands(caller)
    assert not left(caller.talk).jobs


def test_a_wrong_key_is_told_kindly_and_the_question_comes_again() -> None:
    caller = Caller().keys("7")
    assert caller.said[0] == speaker().words("talk.unclear.not_an_option")
    assert question(caller) == "safe"
    assert not caller.talk.first_words


def test_several_keys_mark_several_needs() -> None:
    caller = Caller().keys("1", "1", "24")
    assert caller.talk.answers["needs"] == "wounded,self_harm"


def test_what_cannot_wait_is_said_before_the_code_is_drawn() -> None:
    caller = Caller().keys("1", "1", "1")
    assert speaker().words("crisis.under_fire") in caller.said
    assert errands(caller) == [Errand.NEW]


def test_the_code_comes_before_the_questions_that_can_wait() -> None:
    caller = Caller().keys("1", "1", "6")
    assert errands(caller) == [Errand.NEW]
    assert caller.talk.answers == {"safe": "yes", "who": "self", "needs": "none"}


def test_zero_says_honestly_that_nobody_picks_up_and_takes_a_message_as_of_who_asks() -> None:
    caller = Caller().keys("1", "0")
    assert caller.said[0] == speaker().words("phone.no_person")
    assert caller.talk.answers["who"] == "question"
    caller.keys("6")
    assert errands(caller) == [Errand.NEW]


@pytest.mark.parametrize("script", ["report", "brief"])
@pytest.mark.parametrize("before", [("4",), ("3", "1"), ("3", "4"), ("0",)])
def test_who_asks_and_who_calls_for_another_can_say_what_cannot_wait(script, before) -> None:
    before = before[:1] if script == "brief" else before
    caller = Caller(script=script).keys("1", *before)
    assert question(caller) == "needs"
    caller.keys("12")
    assert speaker().words("crisis.under_fire") in caller.said
    assert claimed_signs(caller.talk.answers) == {Sign.DANGER_NOW, Sign.WOUNDED}
    assert errands(caller) == [Errand.NEW]


def test_zero_before_it_is_known_to_be_safe_asks_that_first() -> None:
    caller = Caller().keys("0")
    assert question(caller) == "safe"


def test_silence_ends_a_call_with_a_word_and_keeps_what_was_said() -> None:
    caller = Caller().keys("1", "1").does(Heard(did=Did.SILENT))
    assert caller.said == [speaker().words("phone.silent_end")]
    assert caller.how is None
    assert [job.errand for job in left(caller.talk).jobs] == [Errand.NEW]


def test_who_hangs_up_before_saying_anything_leaves_nothing() -> None:
    assert not left(Caller().talk).jobs
    assert not left(Caller().keys("1").talk).jobs


def test_who_hangs_up_is_told_nothing_more() -> None:
    ended = left(Caller().keys("1", "1").talk)
    assert ended.gone
    assert not ended.items


@pytest.mark.parametrize("asked_on_phone", on_channel(REPORT, Channel.PHONE).questions)
def test_each_question_is_answered_in_the_way_that_it_says(asked_on_phone) -> None:
    said = words_of(tuple(speaker()._question(asked_on_phone)))
    several = any("hash" in words for words in said[1:])
    assert several is (how(asked_on_phone) is not How.KEY)


def wishes_person(caller: Caller) -> Caller:
    return caller.does(wishing(Heard(did=Did.ENTERED, keys="0")))


def test_zero_is_the_wish_for_a_person_and_any_other_key_is_itself() -> None:
    assert wishing(Heard(did=Did.ENTERED, keys="0")).did is Did.WISHES_PERSON
    for other in (Heard(did=Did.ENTERED, keys="10"), Heard(did=Did.SILENT)):
        assert wishing(other) is other


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "1"), ("1", "2")])
def test_who_wishes_for_a_person_waits_and_what_they_said_is_handed_in(keys) -> None:
    caller = wishes_person(Caller().keys(*keys))
    assert caller.said == [speaker().words("phone.wait.begin")]
    assert errands(caller) == [Errand.NEW]


def test_nothing_is_handed_in_twice(call_with_code) -> None:
    caller = wishes_person(call_with_code)
    assert not errands(caller)


@pytest.fixture
def call_with_code() -> Caller:
    caller = Caller().keys("1", "1", "6")
    tie = Tie(case_public="00", talk_seed="00", arrival="0" * 32, answered="safe,who,needs")
    caller.talk = replace(caller.talk, jobs=(), tie=tie)
    return caller


def test_who_would_rather_leave_a_message_is_asked_for_it_at_once(call_with_code) -> None:
    caller = wishes_person(call_with_code).does(Heard(did=Did.WISHES_MESSAGE))
    assert question(caller) == "message"
    assert caller.how is How.VOICE


def test_a_message_of_who_had_answered_nothing_is_a_question_once_it_is_safe() -> None:
    caller = wishes_person(Caller())
    tie = Tie(case_public="00", talk_seed="00", arrival="0" * 32)
    caller.talk = replace(caller.talk, jobs=(), tie=tie)
    caller.does(Heard(did=Did.WISHES_MESSAGE))
    assert question(caller) == "safe"
    caller.keys("1", "6")
    assert question(caller) == "question"


def test_who_would_rather_be_called_back_is_asked_whether_and_when(call_with_code) -> None:
    caller = wishes_person(call_with_code).does(Heard(did=Did.WISHES_CALL))
    assert (caller.talk.script, question(caller)) == ("callback", "alone")
    assert caller.talk.tie == call_with_code.talk.tie


def test_a_code_that_was_not_told_while_they_waited_is_told_before_they_are_asked() -> None:
    caller = wishes_person(Caller().keys("1"))
    untold = Item(do=Do.CODE, words="00" * 10)
    caller.talk = replace(caller.talk, jobs=()).doing(untold)
    caller.does(Heard(did=Did.WISHES_CALL))
    assert speaker().words("phone.code") in caller.said
    assert question(caller) == "alone"


def test_who_had_not_said_that_it_is_safe_is_asked_that_first() -> None:
    caller = wishes_person(Caller())
    caller.talk = replace(caller.talk, jobs=())
    caller.does(Heard(did=Did.WISHES_CALL))
    assert (caller.talk.script, question(caller)) == ("callback", "safe")


def test_who_is_being_asked_about_a_call_goes_on_there() -> None:
    caller = wishes_person(Caller().keys("1", "5"))
    caller.does(Heard(did=Did.WISHES_CALL))
    assert question(caller) == "alone"


ZERO = Heard(did=Did.ENTERED, keys="0")


@pytest.mark.parametrize("heard", [ZERO, Heard(did=Did.NOBODY_CAME)])
def test_where_nobody_can_pick_up_a_call_back_is_offered(heard: Heard) -> None:
    assert offers_call(Caller().keys("1").talk, heard)


def test_no_call_back_is_offered_to_who_asks_for_one_or_for_nothing() -> None:
    assert not offers_call(Caller().keys("1", "5").talk, ZERO)
    assert not offers_call(Caller().keys("1").talk, Heard(did=Did.ENTERED, keys="1"))
    assert not offers_call(Caller().keys("1").talk, Heard(did=Did.SILENT))
    assert not offers_call(a_talk(channel="phone", address="line/1"), ZERO)


def test_where_everybody_has_gone_meanwhile_it_is_said_and_the_question_comes_again(
    call_with_code,
) -> None:
    before = question(call_with_code)
    caller = wishes_person(call_with_code).does(Heard(did=Did.NOBODY_CAME))
    assert caller.said[0] == speaker().words("phone.no_person")
    assert question(caller) == before


def test_after_a_talk_with_a_person_nothing_more_is_asked(call_with_code) -> None:
    caller = wishes_person(call_with_code).does(Heard(did=Did.TALKED))
    assert caller.said == [speaker().words("phone.talked_end")]
    assert caller.how is None


@pytest.mark.parametrize(("place", "minutes"), [(1, None), (20, 5), (21, 0), (400, 30)])
def test_a_waiting_caller_hears_their_place_and_only_a_time_that_is_known(place, minutes) -> None:
    said = words_of(speaker().waiting(place, minutes))
    assert any(str(place) in words for words in said) is (place <= MOST_PLACES)
    assert any("minutes" in words for words in said) is bool(minutes)
    assert said[-1] == speaker().words("phone.wait.keys")
