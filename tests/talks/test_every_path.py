"""Every path of every script that the bot speaks gives the answers that the site's form gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.domain.dialogue import Channel, End, Kind, back, current, heard, on_channel
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.talks.hearing import DONE
from safeconduct.talks.said import Kind as Does
from safeconduct.talks.talk import Errand
from safeconduct.talks.walking import GIVEN, asked
from tests.golden.cases import CODE
from tests.talks.chat import KNOWN, Chat, speaker

BEGINS = {"report": Does.START, "return_visit": Does.CODE}
FREE = st.text("абвгд efg\n,.!?1", min_size=3, max_size=40).filter(lambda s: len(s.strip()) > 2)


def choose(data, chat: Chat, question) -> str:
    """Answer as a person would, by button or in words; return what a form would have sent."""
    if question.kind is Kind.CODE:
        chat.writes(CODE)
        return CODE
    if question.kind is Kind.WORDS and (not question.options or data.draw(st.booleans())):
        words = data.draw(FREE)
        chat.writes(words)
        return words
    if question.kind is Kind.MANY:
        return choose_many(data, chat, question)
    option = data.draw(st.sampled_from(question.options))
    place = str(question.options.index(option) + 1)
    ways = [option.key, speaker().label(option.text)]
    ways += [place] if question.kind is Kind.ONE else []
    if data.draw(st.booleans()):
        chat.presses(option.key)
    else:
        chat.writes(data.draw(st.sampled_from(ways)))
    return option.key


def choose_many(data, chat: Chat, question) -> str:
    keys = [option.key for option in question.options if option.key != "none"]
    pressed = data.draw(st.lists(st.sampled_from(keys), max_size=5))
    for key in pressed:
        chat.presses(key)
    chat.presses(DONE)
    chosen = [key for key in keys if pressed.count(key) % 2]
    return ",".join(chosen) or "none"


def looked_up(chat: Chat) -> None:
    """The code is known; from here on the talk keeps only that it was given."""
    if chat.errands == [Errand.LOOK]:
        chat.without_jobs(visit=KNOWN, answers={**chat.talk.answers, **GIVEN})


@pytest.mark.parametrize("key", BEGINS)
@given(data=st.data())
def test_the_bot_understands_what_the_site_understands(key, data) -> None:
    script = on_channel(SCRIPTS[key], Channel.TELEGRAM)
    chat, fields = Chat().sends(BEGINS[key]), {}
    for _ in range(40):
        question = asked(chat.talk)
        if question is None:
            break
        if fields and data.draw(st.integers(0, 9)) == 0:
            chat.presses("", "back")
            fields = dict(back(script, {k: fields.get(k, "") for k in fields}))
            if key == "return_visit" and "own_word" not in fields:
                fields.pop("return_code", None)
        else:
            fields[question.key] = choose(data, chat, question)
        looked_up(chat)
        understood = dict(heard(script, fields, speaker().label).answers)
        fields = {k: fields[k] for k in understood}
        if chat.talk.answers:
            mine = {k: v for k, v in chat.talk.answers.items() if k not in GIVEN}
            assert mine == {k: v for k, v in understood.items() if k not in GIVEN}
        step = current(script, understood)
        if isinstance(step, End):
            assert asked(chat.talk) is None or chat.talk.jobs
            assert bool(chat.talk.jobs) == step.hands_in or key == "return_visit"
            break
