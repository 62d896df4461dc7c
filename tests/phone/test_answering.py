"""What a caller hears by how the line answers: zero where it rings, hours, and the brief script."""

from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.domain.answering import Hours, Limits, Load, Mode, People, Why
from safeconduct.phone.answering import Answering, worded
from safeconduct.phone.keypad import Did, Heard
from safeconduct.phone.speaker import Ask, Say
from safeconduct.programme.line_rules import LineRules
from safeconduct.talks.talk import Do, Errand, Talk
from safeconduct.talks.walking import asked, spoken
from tests.phone.spoken import LANGUAGES, Caller, a_worker, all_words, speaker
from tests.talks.chat import a_talk

NIGHT = Mode(people=People.NIGHT, opens_in=7)
NOBODY = Mode(people=People.NOBODY)
ON_DUTY = Mode(people=People.ON_DUTY)
PAUSING = Mode(people=People.PAUSING)
NIGHT_PAUSING = Mode(people=People.PAUSING, opens_in=7)
RULES = LineRules(hours=Hours(opens=8, closes=22), zone="Europe/Kyiv")
# Midnight in Kyiv.
AT = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)


def heard(talk: Talk, mode: Mode) -> list[str]:
    return all_words(speaker(talk.language).steps(worded(talk, mode)))


def fresh(key: str) -> Talk:
    return a_talk(channel="phone", address="line/1", language="en").saying(key)


def zero_is_offered(said: list[str]) -> bool:
    return any("zero" in words for words in said)


def test_who_can_be_rung_is_offered_by_the_first_words():
    assert zero_is_offered(heard(fresh("phone.begin"), ON_DUTY))


@pytest.mark.parametrize("mode", [NOBODY, NIGHT, PAUSING, NIGHT_PAUSING])
def test_where_nobody_can_be_rung_zero_is_not_offered_and_what_can_be_done_is(mode):
    said = heard(fresh("phone.begin"), mode)
    assert not zero_is_offered(said)
    assert speaker().words("phone.instead") in said
    assert any("Nobody can pick up right now" in words for words in said)


@pytest.mark.parametrize("sign", ["under_fire", "severe_wound", "self_harm"])
def test_where_all_pause_zero_is_offered_after_the_words_of_a_crisis(sign):
    offer = speaker().words("phone.crisis.person")
    assert zero_is_offered([offer])
    said = heard(fresh(f"crisis.{sign}").saying("phone.code.end"), PAUSING)
    assert said[1:2] == [offer]
    assert offer not in heard(fresh("crisis.minor"), PAUSING)
    for mode in (ON_DUTY, NOBODY, NIGHT):
        assert offer not in heard(fresh(f"crisis.{sign}"), mode)


def test_who_names_several_signs_is_offered_a_person_once():
    talk = fresh("crisis.under_fire").saying("crisis.severe_wound").saying("crisis.minor")
    said = heard(talk, PAUSING)
    assert said[2] == speaker().words("phone.crisis.person")
    assert len(said) == 4


@pytest.mark.parametrize(("night", "day"), [(NIGHT, NOBODY), (NIGHT_PAUSING, PAUSING)])
def test_at_night_the_first_words_and_zero_say_when_people_answer_again(night, day):
    hours = [
        speaker().words("phone.hours.opens"), speaker().words("phone.hours.left", hours="7"),
    ]  # fmt: skip
    for key in ("phone.begin", "phone.no_person", "phone.short.no_person"):
        said = heard(fresh(key), night)
        assert [words for words in said if words in hours] == hours
        assert not set(hours) & set(heard(fresh(key), day))


def test_where_all_pause_at_night_a_crisis_is_offered_a_person_and_no_hours():
    said = heard(fresh("crisis.severe_wound"), NIGHT_PAUSING)
    assert said[1:] == [speaker().words("phone.crisis.person")]


def test_what_was_said_in_other_words_counts_as_said():
    talk = worded(fresh("phone.begin"), NIGHT)
    numbers = {item.number for item in talk.items}
    assert numbers == {item.number for item in fresh("phone.begin").items}


@pytest.mark.parametrize("mode", [NOBODY, NIGHT, ON_DUTY, PAUSING, NIGHT_PAUSING])
@pytest.mark.parametrize("key", ["phone.begin", "phone.no_person", "crisis.under_fire"])
def test_every_word_of_every_way_is_made_beforehand(mode, key):
    by_day = speaker(line=RULES)
    known = {sound.name for sound in by_day.every(spoken("report", "phone"))}
    said = [step for step in by_day.steps(worded(fresh(key), mode)) if isinstance(step, Say)]
    assert {sound.name for step in said for sound in step.sounds} <= known


def test_of_who_answers_day_and_night_nobody_has_to_record_hours():
    names = {sound.name for sound in speaker().every(spoken("report", "phone"))}
    assert not any(name.startswith("phone.hours") for name in names)


def test_the_line_follows_the_clock_of_its_programme():
    answering = Answering(rules=RULES)
    assert answering.follow(Load(), None, AT) == Mode(people=People.NIGHT, opens_in=8)
    assert answering.follow(Load(pausing=1), None, AT).opens_in == 8
    by_day = AT + timedelta(hours=8)
    assert answering.follow(Load(), None, by_day).people is People.NOBODY
    assert answering.follow(Load(on_duty=1), None, AT).people is People.ON_DUTY


def test_a_full_line_begins_the_brief_script_until_it_is_half_as_full():
    answering = Answering(rules=LineRules(limits=Limits(waiting_each=2)))
    assert answering.script == "report"
    for waiting, script in ((3, "brief"), (2, "brief"), (1, "report"), (2, "report")):
        answering.follow(Load(on_duty=1, waiting=waiting), None, AT)
        assert answering.script == script


def test_a_lead_keeps_calls_brief_until_an_hour_and_no_longer():
    answering = Answering()
    until = AT + timedelta(hours=1)
    assert answering.follow(Load(), until, AT).why is Why.BY_HAND
    assert answering.follow(Load(), until, until).why is Why.USUAL


def test_the_brief_script_leads_from_safety_to_the_code_and_ends_with_a_message():
    caller = Caller(script="brief")
    assert caller.talk.script == "brief"
    assert speaker().words("talk.hello.brief") in caller.said
    caller.keys("1", "1", "2")
    assert speaker().words("crisis.severe_wound") in caller.said
    assert [job.errand for job in caller.talk.jobs] == [Errand.NEW]
    caller.talk = caller.talk.moved_on()
    question = asked(caller.talk)
    assert question
    assert question.key == "message"


@pytest.mark.usefixtures("cast")
def test_who_chooses_a_language_begins_the_script_of_that_moment():
    worker = a_worker()
    talk = worker.begun("1.1", "", AT, script="report")
    assert not talk.script
    steps = worker.steps(talk)
    assert isinstance(steps[0], Ask)

    chosen = worker.turned(talk, (0,), Heard(did=Did.ENTERED, keys="3"), AT, script="brief")
    assert chosen.script == "brief"
    assert chosen.language == LANGUAGES[2]


@pytest.mark.usefixtures("cast")
def test_a_call_to_a_number_of_a_language_begins_briefly_too():
    talk = a_worker().begun("1.1", "+380800000000", AT, script="brief")
    assert (talk.script, talk.language) == ("brief", "uk")
    assert [item.key for item in talk.items if item.do is Do.SAY][-1] == "talk.hello.brief"
