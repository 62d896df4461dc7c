"""What a talk makes of whatever a person does: pure, over the real scripts and the bot's voice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from safeconduct.domain.dialogue import LONGEST
from safeconduct.programme.texts import texts
from safeconduct.talks.said import Kind, Said
from safeconduct.talks.talk import ALIVE, Do, Errand, Stage, Tie, decoded, encoded
from safeconduct.talks.walking import GIVEN
from tests.golden.cases import CODE
from tests.making import NOON
from tests.talks.chat import KNOWN, Chat, a_talk

TIE = Tie(case_public="ab" * 32, talk_seed="cd" * 32)


def said(key: str, **facts: str) -> str:
    return texts("en")[key].fill(**facts)


def asking(**answers: str) -> Chat:
    chat = Chat().sends(Kind.START)
    for question, choice in answers.items():
        assert chat.question == question
        chat.presses(choice)
    return chat


def tied(**changes: object) -> Chat:
    return Chat(talk=a_talk(stage=Stage.OPEN, tie=TIE, **changes))


def came_back() -> Chat:
    """Somebody whose code has been looked up."""
    chat = Chat().sends(Kind.CODE)
    chat.presses("yes").writes(CODE).presses("skip")
    assert chat.errands == [Errand.LOOK]
    answers = {**chat.talk.answers, **GIVEN}
    chat.without_jobs(visit=KNOWN, answers=answers)
    assert chat.question == "want"
    return chat


# ---- anything first


def test_words_before_any_question_are_greeted_asked_for_safety_and_kept() -> None:
    chat = Chat().writes("Помогите, нас трое.")
    assert chat.question == "safe"
    assert chat.talk.first_words == "Помогите, нас трое."
    assert "Помогите, нас трое." not in chat.screen.values()


def test_first_words_become_the_message_and_are_not_asked_for_again() -> None:
    chat = Chat().writes("Помогите.").writes("Нас трое.")
    assert chat.question == "safe"
    for choice in ("yes", "self", "none", "days"):
        chat.presses(choice)
    assert chat.talk.answers["message"] == "Помогите.\nНас трое."
    assert said("bot.first_words") in " ".join(chat.said)
    assert chat.question == "contact"


def test_the_first_words_may_be_the_answer_to_no_question_ever() -> None:
    """Who only asks is asked for the question: their first words are it."""
    chat = Chat().writes("Надо ли становиться на колени?")
    chat.presses("yes").presses("question").presses("none")
    assert chat.talk.answers["question"] == "Надо ли становиться на колени?"


@pytest.mark.parametrize("kind", [Kind.UNREAD, Kind.FILE])
def test_a_picture_a_voice_a_contact_or_a_place_first_is_removed_with_a_kind_word(kind) -> None:
    chat = Chat().does(kind)
    assert kind.value not in chat.screen.values()
    wanted = {Kind.UNREAD: "bot.unread", Kind.FILE: "bot.no_files_yet"}[kind]
    assert said(wanted) in " ".join(chat.said)
    chat.writes("Здравствуйте")
    assert chat.question == "safe"


@pytest.mark.parametrize("kind", [Kind.UNREAD, Kind.FILE])
def test_in_mid_talk_the_question_stays_what_it_was(kind) -> None:
    chat = asking(safe="yes").does(kind)
    assert chat.question == "who"
    assert kind.value not in chat.screen.values()
    assert said("report.who") in chat.said[-1]


def test_a_button_of_a_forgotten_chat_begins_afresh_and_answers_nothing() -> None:
    chat = Chat().presses("yes", "safe")
    assert chat.question == "safe"
    assert chat.errands == []


# ---- unclear, repeated, too long


def test_unclear_words_are_told_so_and_the_question_is_asked_again() -> None:
    chat = asking(safe="yes").writes("???")
    assert said("talk.unclear.not_an_option") in " ".join(chat.said)
    assert chat.question == "who"


def test_words_in_place_of_a_choice_are_kept_and_handed_in_with_the_message() -> None:
    chat = asking(safe="yes").writes("Нас семеро, один ранен.")
    assert chat.question == "who"
    assert said("bot.aside") in " ".join(chat.said)
    assert "Нас семеро, один ранен." not in chat.screen.values()
    for choice in ("group", "none", "6-15", "days"):
        chat.presses(choice)
    chat.writes("Мы у реки.").writes("сам не знаю").presses("no")
    assert chat.errands == [Errand.NEW]
    assert chat.talk.answers["message"] == "Мы у реки.\nНас семеро, один ранен.\nсам не знаю"


def test_what_was_said_aside_outlives_a_step_back_and_a_skipped_message() -> None:
    chat = asking(safe="yes", who="self").writes("нога сломана")
    chat.presses("none").presses("days").presses("skip")
    chat.presses("", "back").presses("skip").presses("no")
    assert chat.talk.answers["message"] == "нога сломана"


def test_who_only_asks_has_it_beside_the_question() -> None:
    chat = asking(safe="yes").writes("подскажите пожалуйста").presses("question")
    chat.presses("none").writes("Куда идти?").presses("no")
    assert chat.talk.answers["question"] == "Куда идти?\nподскажите пожалуйста"


def test_a_mistyped_digit_is_no_message() -> None:
    chat = asking(safe="yes").writes("9")
    assert said("talk.unclear.not_an_option") in " ".join(chat.said)
    assert not chat.talk.aside


def test_words_aside_beyond_all_measure_are_told_so() -> None:
    chat = asking(safe="yes")
    for _ in range(3):
        chat.writes("я" * 3999)
    assert said("talk.unclear.too_long", limit=str(LONGEST)) in " ".join(chat.said)
    assert len(chat.talk.aside) == 2 * 3999 + 1


def test_free_words_after_a_code_are_what_is_added() -> None:
    chat = came_back().writes("Мы выходим завтра.")
    assert said("bot.added") in " ".join(chat.said)
    assert chat.question == "contact"
    chat.presses("no")
    assert chat.errands == [Errand.ADD]
    assert chat.talk.answers["added"] == "Мы выходим завтра."


def test_words_beside_the_question_whether_we_may_write_are_added_too() -> None:
    chat = came_back().presses("read").writes("спасибо вам").presses("no")
    assert chat.errands == [Errand.ADD]
    assert chat.talk.answers["message"] == "спасибо вам"


def test_words_in_place_of_a_yes_to_erase_are_told_that_they_were_not_understood() -> None:
    chat = came_back().presses("erase").writes("может быть")
    assert said("talk.unclear.not_an_option") in " ".join(chat.said)
    assert not chat.talk.aside


def test_the_same_word_twice_answers_one_question() -> None:
    chat = Chat().sends(Kind.START).writes("да").writes("да")
    assert dict(chat.talk.answers) == {"safe": "yes"}
    assert chat.question == "who"


def test_words_said_again_while_the_bot_lags_do_not_answer_the_next_question() -> None:
    chat = asking(safe="yes").writes_at_once("1", "1", "1")
    assert dict(chat.talk.answers) == {"safe": "yes", "who": "self"}
    assert chat.question == "needs"
    assert list(chat.screen.values()).count("1") == 1


def test_the_same_answer_in_other_words_does_not_answer_the_next_question_unseen() -> None:
    chat = asking(safe="yes").writes_at_once("4", said("report.who.question"))
    assert dict(chat.talk.answers) == {"safe": "yes", "who": "question"}
    assert chat.question == "needs"


def test_a_button_and_a_word_for_one_question_answer_one() -> None:
    chat = asking(safe="yes")
    number = chat.stands("4")
    chat.presses("question").hears(Said(kind=Kind.WORDS, words="4", message=number))
    assert dict(chat.talk.answers) == {"safe": "yes", "who": "question"}


def test_who_answers_before_a_lost_question_stands_there_is_asked_again_and_never_stuck() -> None:
    chat = asking(safe="yes").writes_at_once("1", "1").writes("none")
    assert chat.talk.answers["needs"] == "none"


def test_the_same_words_answer_the_next_question_once_it_was_seen() -> None:
    chat = asking(safe="yes").writes_at_once("1", "1").writes("1")
    assert len(chat.talk.answers) == 3


def test_other_words_said_before_the_next_question_was_seen_are_heard() -> None:
    chat = Chat().writes_at_once("Помогите.", "Нас трое.")
    assert chat.talk.first_words == "Помогите.\nНас трое."


def test_a_cry_for_help_said_twice_is_kept_once() -> None:
    assert Chat().writes_at_once("Помогите.", "Помогите.").talk.first_words == "Помогите."


def test_what_is_said_twice_in_a_tied_talk_is_passed_on_twice() -> None:
    assert tied().writes_at_once("Скорее.", "Скорее.").errands.count(Errand.FORWARD) == 2


def test_a_message_over_the_limit_is_told_so_and_stays_to_be_shortened() -> None:
    chat = asking(safe="yes", who="question", needs="none")
    long = "я" * (LONGEST + 1)
    chat.writes(long)
    assert chat.question == "question"
    assert long in chat.screen.values()
    assert said("talk.unclear.too_long", limit=str(LONGEST)) in " ".join(chat.said)


def test_no_first_word_is_cut_in_silence() -> None:
    """One message holds 4,096 characters, an answer 4,000: what comes first may be longer."""
    chat = Chat().writes("я" * 4096)
    for choice in ("yes", "self", "none", "days"):
        chat.presses(choice)
    assert len(chat.talk.answers["message"]) == 4096


def test_first_words_beyond_all_measure_are_told_so() -> None:
    chat = Chat()
    for _ in range(3):
        chat.writes("я" * 4096)
    assert said("talk.unclear.too_long", limit=str(LONGEST)) in " ".join(chat.said)
    assert len(chat.talk.first_words) == 2 * 4096 + 1


def test_three_hundred_messages_are_all_passed_on_and_told_once() -> None:
    chat = tied()
    for number in range(300):
        chat.later(seconds=0.1).writes(f"слово {number}")
    assert [job.words for job in chat.talk.jobs] == [f"слово {n}" for n in range(300)]
    assert sum(job.tell for job in chat.talk.jobs) == 1
    assert chat.screen == {}


# ---- several choices, back, old buttons


def test_choices_are_marked_and_unmarked_and_sent_with_the_last_button() -> None:
    chat = asking(safe="yes", who="self")
    assert chat.question == "needs"
    chat.presses("minor").presses("wounded").presses("minor")
    assert chat.talk.marked == ("wounded",)
    chat.presses("interpreter").presses("done")
    assert chat.talk.answers["needs"] == "wounded,interpreter"
    assert chat.talk.marked == ()


def test_none_of_these_needs_no_last_button() -> None:
    chat = asking(safe="yes", who="self").presses("minor").presses("none")
    assert chat.talk.answers["needs"] == "none"


def test_several_choices_can_be_written_as_well() -> None:
    chat = asking(safe="yes", who="self").writes("2, 3")
    assert chat.talk.answers["needs"] == "wounded,minor"


def test_a_step_back_drops_what_no_longer_applies() -> None:
    chat = asking(safe="yes", who="group", needs="none")
    assert chat.question == "size"
    chat.presses("", "back").presses("", "back")
    assert chat.question == "who"
    assert dict(chat.talk.answers) == {"safe": "yes"}
    chat.presses("self")
    assert chat.question == "needs"


def test_a_step_back_from_the_first_question_asks_it_again() -> None:
    chat = Chat().sends(Kind.START).presses("", "back")
    assert chat.question == "safe"


def test_who_steps_back_behind_the_own_word_says_the_code_again() -> None:
    chat = came_back().presses("", "back")
    assert chat.question == "return_code"
    assert chat.talk.visit is None


def test_an_old_button_is_told_so_and_the_question_that_matters_comes_again() -> None:
    chat = asking(safe="yes", who="self").presses("no", "safe")
    assert chat.question == "needs"
    assert said("bot.old_button") in " ".join(chat.said)
    assert chat.talk.answers["safe"] == "yes"


@pytest.mark.parametrize(("question", "choice"), [("safe", "perhaps"), ("who", "done")])
def test_a_choice_that_nobody_offered_is_an_old_button(question, choice) -> None:
    chat = Chat().sends(Kind.START) if question == "safe" else asking(safe="yes")
    before = chat.talk.answers
    chat.presses(choice, question)
    assert chat.talk.answers == before
    assert chat.talk.first_words == ""
    assert said("bot.old_button") in " ".join(chat.said)


# ---- commands


def test_start_in_mid_talk_begins_afresh_on_an_empty_screen() -> None:
    chat = asking(safe="yes", who="self")
    name = chat.talk.name
    before = set(chat.screen)
    chat.sends(Kind.START)
    assert chat.question == "safe"
    assert not chat.talk.answers
    assert not before & set(chat.screen)
    assert chat.talk.name != name


def test_start_in_a_tied_talk_takes_the_permission_back_and_shows_no_case() -> None:
    chat = tied().sends(Kind.START)
    (job,) = chat.talk.jobs
    assert (job.errand, job.words, job.may, job.tie) == (Errand.FORWARD, "", "no", TIE)
    assert chat.talk.tie is None
    assert chat.question == "safe"


def test_code_asks_for_the_code_after_safety() -> None:
    chat = Chat().sends(Kind.CODE).presses("yes")
    assert chat.question == "return_code"
    chat.writes(CODE)
    assert CODE not in chat.screen.values()
    assert chat.question == "own_word"


def test_a_mistyped_code_is_told_where() -> None:
    chat = Chat().sends(Kind.CODE).presses("yes").writes(CODE[:20])
    assert chat.question == "return_code"


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_another_language_asks_the_same_question_in_it(language) -> None:
    chat = asking(safe="yes").sends(Kind.LANGUAGE).presses(language, "lang")
    assert chat.question == "who"
    assert texts(language)["report.who"].words in chat.said[-1]


@pytest.mark.parametrize("language", ["fr", "tt", "xx", ""])
def test_a_language_that_this_bot_does_not_speak_changes_nothing(language) -> None:
    chat = asking(safe="yes").presses(language, "lang")
    assert chat.talk.language == "en"
    assert chat.question == "who"


def test_a_tied_talk_answers_in_the_new_language() -> None:
    chat = tied().sends(Kind.LANGUAGE).presses("uk", "lang")
    assert chat.said[-1] == texts("uk")["bot.help"].words


def test_stop_clears_both_sides_and_forgets() -> None:
    chat = asking(safe="yes", who="self").sends(Kind.STOP)
    assert chat.screen == {}
    assert chat.talk.gone
    assert not chat.talk.items


def test_stop_in_a_tied_talk_takes_the_permission_back() -> None:
    chat = tied().sends(Kind.STOP)
    assert [(job.errand, job.may) for job in chat.talk.jobs] == [(Errand.FORWARD, "no")]


def test_help_says_what_can_be_done_and_asks_on() -> None:
    chat = asking(safe="yes").sends(Kind.HELP)
    assert said("bot.help") in " ".join(chat.said)
    assert chat.question == "who"


# ---- what stands on the screen


def test_a_sensitive_question_and_its_answer_leave_the_screen() -> None:
    chat = asking(safe="yes", who="question", needs="none")
    asked_before = len(chat.screen)
    chat.writes("Надо ли становиться на колени?")
    assert "Надо ли становиться на колени?" not in chat.screen.values()
    assert said("report.question") not in " ".join(chat.screen.values())
    assert asked_before


def test_what_is_not_sensitive_stays_until_the_end() -> None:
    chat = asking(safe="yes", who="self")
    assert any(said("report.who") in words for words in chat.screen.values())


def test_words_of_a_tied_talk_leave_the_screen_at_once() -> None:
    chat = tied().writes("Мы у моста.")
    assert "Мы у моста." not in chat.screen.values()


def test_messages_that_telegram_no_longer_removes_hold_up_no_others() -> None:
    """All or none: one message older than 48 hours would keep every other on the screen."""
    chat = tied().writes("Раз").later(hours=1)
    chat.does(Kind.HELP).later(hours=50).does(Kind.HELP).later(hours=1)
    old = {
        shown.id
        for shown in chat.talk.screen
        if shown.at < (chat.at - timedelta(hours=48)).timestamp()
    }
    chat.does(Kind.STOP)
    assert old
    assert set(chat.screen) >= old
    assert set(chat.screen.values()) - {said("bot.by_hand")} == {chat.screen[one] for one in old}


# ---- silence


def test_a_talk_is_alive_for_half_an_hour() -> None:
    talk = tied().talk
    assert talk.alive(NOON + ALIVE - timedelta(seconds=1))
    assert not talk.alive(NOON + ALIVE)


def test_an_unfinished_talk_dies_after_a_day_and_a_tie_after_three() -> None:
    assert asking(safe="yes").talk.until == NOON + timedelta(hours=24)
    assert tied().talk.until == NOON + timedelta(hours=72)


def test_a_clock_set_back_does_not_shorten_a_talk() -> None:
    chat = asking(safe="yes").later(hours=-1)
    chat.presses("self")
    assert chat.talk.heard_at == NOON


def test_while_staff_answer_here_the_bot_says_nothing_and_an_hour_later_it_does() -> None:
    chat = tied(staff_at=NOON).later(minutes=10).writes("Спасибо.")
    assert [job.tell for job in chat.talk.jobs] == [False]
    chat.later(hours=1).writes("Мы ещё здесь.")
    assert [job.tell for job in chat.talk.jobs] == [False, True]


# ---- a script that changed


def test_what_still_fits_a_changed_script_stays_answered() -> None:
    chat = asking(safe="yes", who="self", needs="none")
    chat.talk = replace(
        chat.talk, digest="of yesterday", answers={**chat.talk.answers, "mood": "x"}
    )
    chat.presses("days")
    assert dict(chat.talk.answers) == {
        "safe": "yes", "who": "self", "needs": "none", "when": "days",
    }  # fmt: skip
    assert chat.question == "message"


def test_an_answer_that_is_no_choice_any_more_is_asked_again_and_the_words_are_kept() -> None:
    chat = asking(safe="yes", who="self", needs="none", when="days")
    assert chat.question == "message"
    answers = {**chat.talk.answers, "who": "both"}
    chat.talk = replace(chat.talk, digest="of yesterday", answers=answers)
    chat.writes("Нас двое, мы у реки.")
    assert chat.question == "who"
    for choice in ("self", "none", "days"):
        chat.presses(choice)
    assert chat.talk.answers["message"] == "Нас двое, мы у реки."


def test_a_changed_script_keeps_the_code_that_was_given() -> None:
    chat = came_back()
    chat.talk = replace(chat.talk, digest="of yesterday")
    chat.presses("add")
    assert chat.question == "added"
    assert chat.talk.visit == KNOWN
    assert chat.talk.answers["return_code"] == "given"


def test_a_talk_is_sealed_and_read_back_whole() -> None:
    chat = came_back()
    chat.talk = replace(chat.talk, tie=TIE, staff_at=NOON, passed_at=NOON).with_job(
        Errand.FORWARD, words="x", may="no"
    )
    talk = chat.talk.saying("bot.help")
    assert decoded(encoded(talk)) == talk


def test_a_talk_shows_no_word_in_its_repr() -> None:
    chat = Chat().writes("тайна")
    assert "тайна" not in repr(chat.talk)
    assert [item for item in chat.talk.items if item.do is Do.SAY] == []


def test_the_secrets_of_a_talk_are_those_that_were_written_down() -> None:
    """A talk that was stored by an earlier version must give the same id and code after a crash."""
    talk = a_talk(step=2).with_job(Errand.NEW, may="no")
    (job,) = talk.jobs
    assert talk.arrival_id(job).hex == ARRIVAL
    assert talk.secret("return code", job, 10).hex() == SECRET_CODE
    assert talk.moved_on().seed == NEXT_SEED
    assert talk.moved_on().arrival_id(job) != talk.arrival_id(job)


ARRIVAL = "6272556b544f4cf5b529b62a7cdc02c7"
SECRET_CODE = "63efaa2279d8908eb53d"
NEXT_SEED = "638a8f84608b9ea11f5b5a5d58b80ff17d056580d1896aac8a2ec1596f8b59b1"
