"""Walking a script: the next question, the page, the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.domain.dialogue import (
    NOTHING,
    Channel,
    End,
    If,
    Kind,
    Option,
    Question,
    Reason,
    Script,
    answered,
    back,
    current,
    heard,
    on_channel,
    page,
    pages,
    said_at_once,
)
from safeconduct.domain.return_code import ReturnCode, digits
from safeconduct.domain.scripts import SCRIPTS

YES_NO = (Option(key="yes", text="t.yes"), Option(key="no", text="t.no"))
TEA = Question(key="tea", text="t.tea", options=YES_NO)
IF_TEA = If(question="tea", among=("yes",))
MILK = Question(key="milk", text="t.milk", options=YES_NO, when=(IF_TEA,))
LOOSE = Question(key="x", text="t", options=YES_NO, when=(If(question="tea", among=("?",)),))
NOTE = Question(key="note", text="t.note", kind=Kind.WORDS, skip="")
DONE = End(key="done", texts=("t.done",))
SCRIPT = Script(key="tea", questions=(TEA, MILK, NOTE), ends=(DONE,))


TYPED = {
    Kind.WORDS: "words",
    Kind.CODE: " ".join(digits(ReturnCode(bytes(10)))),
    Kind.NUMBER: "79000000001",
}


def same(key: str) -> str:
    return key


def test_the_current_question_is_the_first_applicable_one_without_an_answer():
    assert current(SCRIPT, NOTHING) is TEA
    assert current(SCRIPT, {"tea": "yes"}) is MILK
    assert current(SCRIPT, {"tea": "no"}) is NOTE
    assert current(SCRIPT, {"tea": "no", "note": ""}) is DONE


def test_a_changed_answer_drops_what_no_longer_applies():
    answers = answered(SCRIPT, {"tea": "yes", "milk": "no", "note": "hot"}, TEA, "no")
    assert dict(answers) == {"tea": "no", "note": "hot"}


def test_answers_cannot_be_changed_in_place():
    answers = answered(SCRIPT, NOTHING, TEA, "yes")
    with pytest.raises(TypeError):
        answers["tea"] = "no"  # type: ignore[index]


def test_back_takes_the_last_answer_in_the_order_of_the_script():
    assert dict(back(SCRIPT, {"note": "", "tea": "yes", "milk": "no"})) == {
        "tea": "yes",
        "milk": "no",
    }
    assert dict(back(SCRIPT, NOTHING)) == {}


def test_a_page_ends_where_the_next_question_depends_on_it():
    assert page(SCRIPT, NOTHING) == (TEA,)
    assert page(SCRIPT, {"tea": "yes"}) == (MILK, NOTE)
    assert page(SCRIPT, {"tea": "yes", "milk": "no", "note": ""}) == ()


def test_pages_lists_the_way_to_here():
    assert pages(SCRIPT, {"tea": "yes"}) == ((TEA,), (MILK, NOTE))


def test_a_form_is_understood_whole_and_says_what_was_not():
    told = heard(SCRIPT, {"tea": "1", "milk": "maybe", "note": "hot", "spy": "x"}, same)
    assert dict(told.answers) == {"tea": "yes", "note": "hot"}
    assert told.unclear["milk"].reason is Reason.NOT_AN_OPTION


def test_a_field_of_a_question_that_does_not_apply_is_left_out():
    assert dict(heard(SCRIPT, {"tea": "no", "milk": "yes"}, same).answers) == {"tea": "no"}


def test_a_question_that_can_wait_is_not_asked_but_may_stand_on_a_page():
    calm = Question(key="calm", text="t.calm", options=YES_NO, skip="no")
    later = Question(
        key="later", text="t.later", options=YES_NO, unless=(If(question="calm", among=("no",)),)
    )
    script = Script(key="s", questions=(calm, later), ends=(DONE,))
    assert page(script, NOTHING) == (calm, later)
    assert current(script, {"calm": "no"}) is DONE
    assert current(script, {"calm": "yes"}) is later
    assert dict(answered(script, {"later": "yes"}, calm, "no")) == {"calm": "no", "later": "yes"}


def test_a_stop_ends_the_talk_at_once_and_drops_what_came_after():
    stop = End(key="stop", texts=("t",), when=(If(question="tea", among=("no",)),))
    script = Script(key="s", questions=(TEA, NOTE), stops=(stop,), ends=(DONE,))
    assert current(script, {"tea": "no"}) is stop
    assert dict(answered(script, {"tea": "yes", "note": "hot"}, TEA, "no")) == {"tea": "no"}


def test_a_channel_hears_only_its_own_questions():
    here = Question(key="here", text="t.here", options=YES_NO, channels=(Channel.TELEGRAM,))
    script = Script(key="s", questions=(TEA, here), ends=(DONE,))
    assert on_channel(script, Channel.SITE).questions == (TEA,)
    assert on_channel(script, Channel.TELEGRAM).questions == (TEA, here)


def test_words_said_at_once_follow_the_choices():
    ask = Question(
        key="q",
        text="t.q",
        kind=Kind.MANY,
        options=(Option(key="a", text="t.a", says="s.a"), Option(key="b", text="t.b")),
    )
    assert said_at_once(ask, "a,b") == ("s.a",)
    assert said_at_once(ask, "b") == ()


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        ((TEA, TEA), "twice"),
        ((MILK, TEA), "not asked before"),
        ((TEA, LOOSE), "does not offer"),
        ((Question(key="x", text="t", options=YES_NO * 5),), "keypad"),
    ],
)
def test_a_script_that_cannot_work_is_refused(questions, fault):
    with pytest.raises(ValueError, match=fault):
        Script(key="s", questions=questions, ends=(DONE,))


def test_a_script_without_a_last_end_is_refused():
    with pytest.raises(ValueError, match="last end"):
        Script(key="s", questions=(NOTE,), ends=())


def test_the_digest_names_the_version_of_a_script():
    changed = Script(key="tea", questions=(TEA, NOTE), ends=(DONE,))
    assert SCRIPT.digest == Script(key="tea", questions=(TEA, MILK, NOTE), ends=(DONE,)).digest
    assert SCRIPT.digest != changed.digest


@st.composite
def walks(draw):
    """A script and the answers of someone who walks it at random, stepping back now and then."""
    script = on_channel(
        draw(st.sampled_from(list(SCRIPTS.values()))), draw(st.sampled_from(list(Channel)))
    )
    answers = NOTHING
    for _ in range(draw(st.integers(0, 14))):
        step = current(script, answers)
        if isinstance(step, End):
            break
        keys = [option.key for option in step.options if option.key != "skip"]
        choices = keys or [TYPED[step.kind]]
        answers = answered(script, answers, step, draw(st.sampled_from(choices)))
        if draw(st.integers(0, 4)) == 0:
            answers = back(script, answers)
    return script, answers


@settings(max_examples=60)
@given(walks())
def test_no_walk_keeps_an_answer_that_does_not_apply(walk):
    script, answers = walk
    for key in answers:
        question = script.question(key)
        assert question is not None
        assert question.applies(answers)


@settings(max_examples=60)
@given(walks())
def test_the_page_begins_with_the_current_question(walk):
    script, answers = walk
    step = current(script, answers)
    assert page(script, answers)[:1] == (() if isinstance(step, End) else (step,))


@settings(max_examples=60)
@given(walks())
def test_answers_carried_in_a_form_come_back_the_same(walk):
    script, answers = walk
    told = heard(script, answers, same)
    assert dict(told.answers) == dict(answers)
    assert not told.unclear
