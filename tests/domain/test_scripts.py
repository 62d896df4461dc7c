"""What the conversations ask, in which order, and what their answers mean."""

import re
from collections.abc import Iterator

import pytest

from safeconduct.domain.crisis import CRISES, Later, crises
from safeconduct.domain.dialogue import (
    NOTHING,
    Answers,
    Channel,
    End,
    Kind,
    Question,
    Script,
    answered,
    current,
    on_channel,
    page,
    pages,
    said_at_once,
)
from safeconduct.domain.life import RequestKind, SizeBand
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.domain.scripts.report import (
    REPORT,
    claimed_signs,
    request_kind,
    size_band,
)
from safeconduct.domain.urgency import Sign

ANY_TROOPS = "talk.end.any_troops"


def values(question: Question) -> list[str]:
    keys = [option.key for option in question.options if option.key != "skip"]
    return keys or ["0"]


def walked(script: Script, answers: Answers = NOTHING) -> Iterator[tuple[Answers, End]]:
    """Every way through a script, one choice of each question at a time."""
    step = current(script, answers)
    if isinstance(step, End):
        yield answers, step
        return
    for value in values(step):
        yield from walked(script, answered(script, answers, step, value))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
@pytest.mark.parametrize("channel", Channel)
def test_every_way_through_every_script_reaches_an_end(script, channel):
    reached = {end.key for _, end in walked(on_channel(script, channel))}
    assert reached == {end.key for end in (*script.stops, *script.ends)}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_the_first_words_are_safety(script):
    first = current(script, NOTHING)
    assert isinstance(first, Question)
    assert first.key == "safe"
    assert page(script, NOTHING) == (first,)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_who_is_not_safe_is_asked_nothing_more_and_hands_nothing_in(script):
    end = current(script, {"safe": "no"})
    assert isinstance(end, End)
    assert not end.hands_in
    assert "talk.end.come_back" in end.texts
    assert ANY_TROOPS in end.texts


@pytest.mark.parametrize("channel", Channel)
def test_a_frightened_person_is_done_in_six_short_steps(channel):
    ways = [a for a, _ in walked(on_channel(REPORT, channel)) if a.get("who") == "self"]
    asked = [len(answers) - ("language" in answers) for answers in ways]
    assert max(asked) <= 6


def test_on_the_site_it_is_three_pages():
    site = on_channel(REPORT, Channel.SITE)
    for who in ("self", "group"):
        told = {"safe": "yes", "who": who}
        assert len(pages(site, told)) == 3
        assert {q.key for q in page(site, told)} >= {"needs", "when", "message"}


def test_everything_after_who_may_be_left_out_by_the_person():
    for channel in Channel:
        for question in page(on_channel(REPORT, channel), {"safe": "yes", "who": "self"}):
            assert question.skip is not None


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_every_end_says_what_happens_next_and_each_handed_in_request_says_when(script):
    timed = {"talk.end.when", "callback.end.when", "return_visit.end.withdrawn.next"}
    timed |= {"return_visit.end.erased.next"}
    for end in script.ends:
        assert len(end.texts) >= 2
        assert not end.hands_in or timed & set(end.texts)


@pytest.mark.parametrize("key", ["self", "group", "not_yet", "relative_wants_out"])
def test_who_might_come_hears_that_surrender_to_any_troops_remains_possible(key):
    end = next(end for end in REPORT.ends if end.key == key)
    assert ANY_TROOPS in end.texts


@pytest.mark.parametrize("key", ["withdrawn", "erased", "coming"])
def test_who_leaves_hears_it_as_well(key):
    end = next(end for end in SCRIPTS["return_visit"].ends if end.key == key)
    assert ANY_TROOPS in end.texts


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.key)
def test_nothing_asks_for_unit_position_commander_mission_or_weapons(script):
    forbidden = re.compile("unit|place|position|commander|mission|weapon|rank|name")
    for question in script.questions:
        assert not forbidden.search(question.key)


def test_permission_to_write_is_asked_only_where_we_could_write_first():
    for channel in Channel:
        asked = on_channel(REPORT, channel).question("contact") is not None
        assert asked == (channel in {Channel.TELEGRAM, Channel.SMS, Channel.MAIL})


def test_silence_about_permission_means_no():
    question = REPORT.question("contact")
    assert question is not None
    assert question.skip == question.options[0].key == "no"


def test_nobody_is_called_who_did_not_say_that_it_is_safe():
    script = SCRIPTS["callback"]
    for alone in ("no", "unsure"):
        end = current(script, {"safe": "yes", "alone": alone})
        assert isinstance(end, End)
        assert not end.hands_in


def test_free_words_are_taken_off_the_screen():
    for script in SCRIPTS.values():
        for question in script.questions:
            typed = question.kind in {Kind.WORDS, Kind.CODE, Kind.NUMBER}
            assert question.sensitive or not typed


@pytest.mark.parametrize("sign", [row.sign for row in CRISES.values()])
def test_the_words_of_a_crisis_are_said_at_once(sign):
    needs = REPORT.question("needs")
    assert needs is not None
    assert said_at_once(needs, sign) == tuple(CRISES[crisis].text for crisis in crises([sign]))


WAITS = {Later.WHEN_THEY_COME: "when", Later.HOW_MANY_THEY_ARE: "size"}


@pytest.mark.parametrize("row", CRISES.values(), ids=CRISES)
def test_what_a_crisis_puts_off_is_not_asked_in_it(row):
    for later in set(row.later) & set(WAITS):
        told: Answers = {"safe": "yes", "who": "group", "needs": row.sign}
        step = current(REPORT, told)
        while isinstance(step, Question):
            assert step.key != WAITS[later]
            told = answered(REPORT, told, step, values(step)[0])
            step = current(REPORT, told)


@pytest.mark.parametrize("kind", RequestKind)
def test_whom_it_is_about_becomes_the_kind_of_request(kind):
    assert request_kind({"safe": "yes", "who": kind}) is kind


def test_a_talk_of_the_relatives_script_is_about_a_relative():
    assert request_kind({"about": "missing"}) is RequestKind.RELATIVE
    assert request_kind(NOTHING) is RequestKind.QUESTION


def test_one_person_is_alone_a_group_is_a_band_and_others_are_unknown():
    assert size_band({"who": "self"}) is SizeBand.ALONE
    assert size_band({"who": "group", "size": "6-15"}) is SizeBand.SOME
    assert size_band({"who": "group"}) is SizeBand.UNKNOWN
    assert size_band({"who": "relative"}) is SizeBand.UNKNOWN


def test_every_offered_size_is_a_band():
    size = REPORT.question("size")
    assert size is not None
    assert [SizeBand(option.key) for option in size.options] == list(SizeBand)[2:]


def test_what_a_person_names_is_claimed():
    told = {"needs": "wounded,interpreter", "when": "hours"}
    assert claimed_signs(told) == {Sign.WOUNDED, Sign.WINDOW_CLOSING}
    assert claimed_signs({"needs": "none", "when": "days"}) == frozenset()
    assert claimed_signs(NOTHING) == frozenset()


def test_every_sign_can_be_claimed():
    needs = REPORT.question("needs")
    assert needs is not None
    offered = {option.key for option in needs.options}
    assert {*Sign} - offered == {Sign.WINDOW_CLOSING}


def test_who_wants_an_interpreter_is_asked_for_a_language():
    told = {"safe": "yes", "who": "self", "needs": "interpreter", "when": "days", "message": ""}
    step = current(on_channel(REPORT, Channel.SITE), told)
    assert isinstance(step, Question)
    assert step.key == "language"
