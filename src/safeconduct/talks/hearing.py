"""Hear one thing that a person did, and say what the talk does next: pure, as the scripts are.

A channel stores the talk that comes out, then does what its items and jobs say.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from safeconduct.domain.dialogue import (
    Channel,
    End,
    LabelOf,
    Question,
    Unclear,
    answered,
    back,
    current,
    said_at_once,
    understand,
)
from safeconduct.domain.dialogue import Kind as AnswerKind
from safeconduct.domain.scripts import FIRST_CONTACT
from safeconduct.programme.languages import WRITTEN
from safeconduct.talks.asides import (
    FREE_WORDS,
    kept_aside,
    kept_for_later,
    tell_something,
    with_asides,
)
from safeconduct.talks.backlog import settled
from safeconduct.talks.repeats import is_repeat, noted
from safeconduct.talks.said import Button, Kind, Said
from safeconduct.talks.screen import (
    WRITTEN_DOWN,
    answers_off,
    cleared,
    last_removed,
    taken_off,
    tidied,
    too_old,
    unshown,
)
from safeconduct.talks.talk import Do, Errand, Item, Stage, Talk
from safeconduct.talks.walking import AT_ONCE, ask, asked, go_on, opened, rest, script_of

FIRST = "safe"
BEFORE_LOOKING = frozenset({FIRST, "return_code", "own_word"})
"""What is asked of who comes back before anything is looked up."""
LANGUAGES_ASKED, DONE, BACK = "lang", "done", "back"
GOES_ON = frozenset({Kind.WORDS, Kind.BUTTON, Kind.FILE})
MOST_FILES = 20
"""So many may wait to be fetched in one talk: two albums."""
# A burst of messages is told once that it was passed on, not three hundred times.
TELL_AGAIN = timedelta(minutes=1)


def hear(talk: Talk, said: Said, label_of: LabelOf, at: datetime) -> Talk:
    """Return the talk after one thing was said in it; who goes on has read what was answered."""
    heard = replace(talk, heard_at=max(at, talk.heard_at))
    read = answers_off(heard, said.message) if said.kind in GOES_ON else heard
    return settled(MOVES[said.kind](read, said, label_of))


def begin(talk: Talk, _said: Said, _label_of: LabelOf) -> Talk:
    """Start afresh: what stood on the screen goes, and nothing tells that a case exists."""
    return ask(opened(untied(cleared(talk)), "report", greet=True))


def come_back(talk: Talk, _said: Said, _label_of: LabelOf) -> Talk:
    return ask(opened(untied(cleared(talk)), "return_visit", greet=not talk.count))


def stop(talk: Talk, _said: Said, _label_of: LabelOf) -> Talk:
    """Remove both sides' messages and forget the talk; what was handed in stays handed in."""
    kept = too_old(talk, talk.screen)
    ended = replace(untied(cleared(talk)), gone=True, stopped=True)
    return ended.saying("bot.by_hand") if kept else ended


def ask_language(talk: Talk, _said: Said, _label_of: LabelOf) -> Talk:
    return talk.doing(Item(do=Do.LANGUAGES))


def explain(talk: Talk, _said: Said, _label_of: LabelOf) -> Talk:
    said = talk.saying("bot.help")
    return ask(said) if talk.stage is Stage.ASKING else said


def refuse(talk: Talk, said: Said, _label_of: LabelOf) -> Talk:
    """Remove a contact or a place unread, with a kind word."""
    gone = Item(do=Do.REMOVE, ids=(said.message,))
    return go_on(unshown(talk, said.message).doing(gone).saying("bot.unread"))


def take_file(talk: Talk, said: Said, _label_of: LabelOf) -> Talk:
    """Have a file fetched where its case is known; else remove it unopened, with a kind word."""
    known = talk.tie is not None or talk.visit is not None
    if known and said.file and len(talk.files) < MOST_FILES:
        return talk.bringing(said.file, said.words, said.message)
    gone = Item(do=Do.REMOVE, ids=(said.message,))
    told = "bot.no_files" if known else "bot.no_files_yet"
    return go_on(unshown(talk, said.message).doing(gone).saying(told))


def press(talk: Talk, said: Said, label_of: LabelOf) -> Talk:
    button = said.button or Button(question="", choice="")
    if button.question in BUTTONS:
        return BUTTONS[button.question](talk, button.choice)
    if not talk.count:
        # A button of a chat that is forgotten: silence would look like a broken line.
        return begin(talk, said, label_of)
    question = asked(talk)
    if question is None or not _offered(question, button):
        return go_on(talk.saying("bot.old_button")) if talk.stage is Stage.ASKING else talk
    if question.kind is AnswerKind.MANY:
        return mark(talk, question, button.choice, label_of)
    return answer(talk, question, button.choice, label_of)


def _offered(question: Question, button: Button) -> bool:
    many = question.kind is AnswerKind.MANY
    known = question.option(button.choice) is not None or (many and button.choice == DONE)
    return question.key == button.question and known


def mark(talk: Talk, question: Question, choice: str, label_of: LabelOf) -> Talk:
    """Mark or unmark one of several choices; the last button says that these are all."""
    if choice == DONE:
        return answer(talk, question, ",".join(talk.marked), label_of)
    if choice == "none":
        return answer(talk, question, choice, label_of)
    marked = {*talk.marked} ^ {choice}
    kept = tuple(option.key for option in question.options if option.key in marked)
    return replace(talk, marked=kept).doing(Item(do=Do.REMARK, key=question.key))


def speak(talk: Talk, language: str) -> Talk:
    """Go on in another language."""
    if language not in WRITTEN:
        return talk
    spoken = replace(talk, language=language)
    return ask(spoken) if talk.stage is Stage.ASKING else spoken.saying("bot.help")


def step_back(talk: Talk, _choice: str) -> Talk:
    """Go one question back; what no longer applies is dropped."""
    if talk.stage is not Stage.ASKING:
        return talk
    kept = back(script_of(talk), talk.answers)
    if talk.visit and "own_word" not in kept:
        # The code itself is not kept: who wants another one says it again.
        kept = {key: value for key, value in kept.items() if key != "return_code"}
        talk = replace(talk, visit=None)
    return ask(replace(talk, answers=kept))


def written_down(talk: Talk, _choice: str) -> Talk:
    """Take the code off the screen once it is on paper."""
    shown = [one for one in talk.screen if one.question == WRITTEN_DOWN]
    kept = tuple(one for one in talk.screen if one.question != WRITTEN_DOWN)
    return taken_off(replace(talk, screen=kept), shown)


BUTTONS: Mapping[str, Callable[[Talk, str], Talk]] = {
    LANGUAGES_ASKED: speak,
    BACK: step_back,
    WRITTEN_DOWN: written_down,
}


def take_words(talk: Talk, said: Said, label_of: LabelOf) -> Talk:
    """Take words as the answer that is asked for, pass them on, or begin with them."""
    if talk.stage is Stage.OPEN:
        return pass_on(talk, said)
    if is_repeat(talk, said, label_of):
        return last_removed(talk)
    return _taken(noted(talk, said), said, label_of)


def _taken(talk: Talk, said: Said, label_of: LabelOf) -> Talk:
    question = asked(talk)
    if question is not None and question.key != talk.asked:
        # A changed script asks something else now: these words were not meant for it.
        return ask(kept_for_later(talk, said.words))
    if question is not None:
        return answer(talk, question, said.words, label_of)
    return kept_for_later(begin(talk, said, label_of), said.words)


def pass_on(talk: Talk, said: Said) -> Talk:
    """Add words to the case this talk is tied to; while staff talk here the bot says nothing."""
    last = talk.passed_at
    told = bool(last and talk.heard_at - last < TELL_AGAIN) or talk.with_staff(talk.heard_at)
    passed = last_removed(talk).with_job(Errand.FORWARD, words=said.words, tell=not told)
    return passed if told else replace(passed, passed_at=talk.heard_at)


def answer(talk: Talk, question: Question, words: str, label_of: LabelOf) -> Talk:
    """Understand an answer, clear what is sensitive from the screen, and go on.

    Words that do not answer the question may be anything, so they leave the screen too.
    """
    try:
        value = understand(question, words, label_of)
    except Unclear as unclear:
        if question.key == FIRST and len(talk.answers) == 0 and talk.script in FIRST_CONTACT:
            return ask(kept_for_later(last_removed(talk), words).saying("bot.safe_first"))
        kept = talk if question.sensitive else last_removed(talk)
        if tell_something(question, words, unclear):
            return _beside(kept, question, words)
        facts = (("place", str(unclear.place)),)
        return ask(kept.doing(Item(do=Do.SAY, key=unclear.text, facts=facts)))
    answers = answered(script_of(talk), talk.answers, question, value)
    told = replace(talk, answers=answers, marked=(), before=question.key)
    return onward(tidied(told, question).saying(*said_at_once(question, value)))


def _beside(talk: Talk, question: Question, words: str) -> Talk:
    """Lose no words that were said in place of a choice; after a code they are what is added."""
    if question.key == "want":
        answers = {**talk.answers, "want": "add", "added": words}
        return onward(replace(talk, answers=answers, before=question.key).saying("bot.added"))
    return ask(kept_aside(talk, words))


def onward(talk: Talk) -> Talk:
    """Ask the next question, or do what the end that was reached asks for."""
    step = current(script_of(talk), talk.answers)
    if isinstance(step, End):
        return END_OF[talk.script](with_asides(talk), step)
    if handed_in_before(talk, step):
        return talk.with_job(Errand.NEW)
    if step.key in FREE_WORDS and talk.first_words:
        return _with_first_words(talk, step)
    if talk.script == "return_visit" and step.key not in BEFORE_LOOKING and talk.visit is None:
        return talk.with_job(Errand.LOOK)
    if talk.before == "listen" and talk.answers.get("listen") == "yes":
        return talk.with_job(Errand.LISTEN)
    return ask(talk)


def _with_first_words(talk: Talk, question: Question) -> Talk:
    """Take the words that a person wrote before any question as their message."""
    answers = answered(script_of(talk), talk.answers, question, talk.first_words)
    return onward(replace(talk, answers=answers, first_words="").saying("bot.first_words"))


def handed_in_before(talk: Talk, step: Question) -> bool:
    """Say whether this channel hands in and tells the code before it asks this question."""
    early = AT_ONCE.get(talk.channel, frozenset())
    begun = bool(early) and talk.script in FIRST_CONTACT and not talk.tie
    return begun and step.key not in early


def end_report(talk: Talk, end: End) -> Talk:
    if not end.hands_in:
        return rest(talk).saying(*end.said(Channel(talk.channel)))
    if talk.tie:
        return talk.with_job(Errand.REST)
    return talk.with_job(Errand.NEW, may=talk.answers.get("contact", "no"))


LETS_US_WRITE = frozenset({"news", "text"})
ERRANDS: Mapping[str, Errand] = {
    "added": Errand.ADD,
    "coming": Errand.ADD,
    "withdrawn": Errand.WITHDRAW,
    "erased": Errand.ERASE,
}


def left(talk: Talk) -> Talk:
    """Who hung up is told nothing more; what they said is handed in, and the talk is forgotten."""
    asking = talk.stage is Stage.ASKING and not talk.jobs
    if asking and talk.tie:
        talk = talk.with_job(Errand.REST)
    elif asking and talk.script in FIRST_CONTACT and "who" in talk.answers:
        talk = talk.with_job(Errand.NEW)
    elif asking and talk.visit and talk.answers.get("want") == "come":
        talk = talk.with_job(Errand.ADD)
    return replace(talk, items=(), gone=True)


def end_visit(talk: Talk, end: End) -> Talk:
    may = talk.answers.get("contact", "")
    adds = may in LETS_US_WRITE or talk.answers.get("message")
    errand = ERRANDS.get(end.key) or (Errand.ADD if adds else None)
    if errand:
        return talk.with_job(errand, may=may)
    return rest(talk).saying(*end.said(Channel(talk.channel)))


def end_callback(talk: Talk, end: End) -> Talk:
    """Hand in what was wished or left; it stands on the case of this talk, or of this visit."""
    if not end.hands_in:
        return rest(talk).saying(*end.said(Channel(talk.channel)))
    if talk.tie:
        return talk.with_job(Errand.REST)
    return talk.with_job(Errand.ADD if talk.visit else Errand.NEW)


END_OF: Mapping[str, Callable[[Talk, End], Talk]] = {
    "report": end_report,
    "brief": end_report,
    "return_visit": end_visit,
    "callback": end_callback,
    "short_number": end_callback,
}


def untied(talk: Talk) -> Talk:
    """Take back the permission to write here, before the tie to the case is forgotten."""
    known = talk.tie is not None and not talk.tie.locator
    return talk.with_job(Errand.FORWARD, may="no") if known else talk


Move = Callable[[Talk, Said, LabelOf], Talk]

MOVES: Mapping[Kind, Move] = {
    Kind.WORDS: take_words,
    Kind.BUTTON: press,
    Kind.START: begin,
    Kind.CODE: come_back,
    Kind.LANGUAGE: ask_language,
    Kind.STOP: stop,
    Kind.HELP: explain,
    Kind.UNREAD: refuse,
    Kind.FILE: take_file,
}
