"""What a caller did, in the words of a talk: keys are answers, a voice is a file, zero a wish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import dropwhile

from safeconduct.domain.call_backs import SCRIPT as CALL_BACK
from safeconduct.domain.dialogue import Kind, LabelOf, Question, answered
from safeconduct.domain.scripts import FIRST_CONTACT
from safeconduct.domain.scripts.short_number import SHORT_NUMBER
from safeconduct.domain.short_number import is_begun
from safeconduct.domain.understanding import LONGEST_NUMBER, SHORTEST_NUMBER
from safeconduct.talks.asides import FREE_WORDS
from safeconduct.talks.hearing import answer, onward
from safeconduct.talks.talk import Do, Errand, Item, Talk
from safeconduct.talks.walking import ask, asked, opened, script_of

PERSON, THIS_NUMBER, WHOLE = "0", "this_number", "report"
MOST_TRIES = 3
NO_PERSON = {SHORT_NUMBER.key: "phone.short.no_person"}
"""What is said where nobody can pick up: who has no code cannot read an answer with it."""
CODES = frozenset({Do.CODE, Do.SHORT})
NOT_AN_OPTION = "talk.unclear.not_an_option"


class Did(StrEnum):
    """What a caller did once a prompt had been said, or what came of their waiting."""

    NOTHING_ASKED = "nothing_asked"
    ENTERED = "entered"
    SPOKE = "spoke"
    SILENT = "silent"
    WISHES_PERSON = "wishes_person"
    NOBODY_CAME = "nobody_came"
    WISHES_MESSAGE = "wishes_message"
    WISHES_CALL = "wishes_call"
    TALKED = "talked"
    NO_CODE = "no_code"
    LOST_CODE = "lost_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that a caller did: `keys` without the hash key; `voice` names a recording.

    `caller`: the number of the call, where its caller has just asked to be called on it.
    """

    did: Did
    keys: str = field(default="", repr=False)
    voice: str = field(default="", repr=False)
    caller: str = field(default="", repr=False)


def came(
    talk: Talk, languages: tuple[str, ...], *, script: str = WHOLE, language: str = ""
) -> Talk:
    """Begin a call: in the `language` of the number that was dialled, else ask, else say hello.

    `script`: which first contact it is, the whole one or the brief one.
    """
    if language:
        return begun(replace(talk, language=language), script)
    if len(languages) > 1:
        return talk.doing(Item(do=Do.LANGUAGES))
    return begun(talk, script)


def begun(talk: Talk, script: str) -> Talk:
    """Say first who speaks, and which keys always help; then what any talk says."""
    talk = ask(opened(talk, script, greet=True))
    return replace(talk, items=(Item(do=Do.SAY, key="phone.begin"), *talk.items))


def hear(
    talk: Talk, heard: Heard, languages: tuple[str, ...], label_of: LabelOf, *, script: str = WHOLE
) -> Talk:
    """Return the talk after a caller did something: pure, as the scripts are.

    `script`: which first contact begins now, where it has not begun.
    """
    if heard.did is Did.NOTHING_ASKED:
        return talk
    if not talk.script and talk.tie is None:
        return _language(talk, heard, languages, script)
    if not talk.script:
        return AT_THE_END[heard.did](talk) if heard.did in AT_THE_END else talk
    question = asked(talk)
    return MOVES[heard.did](talk, heard, question, label_of) if question else talk


def _language(talk: Talk, heard: Heard, languages: tuple[str, ...], script: str) -> Talk:
    """Take a key as a language; who presses none, or another, is spoken to in the usual one."""
    place = int(heard.keys) if heard.keys.isdecimal() else 0
    chosen = languages[place - 1] if 0 < place <= len(languages) else talk.language
    return begun(replace(talk, language=chosen), script)


def _entered(talk: Talk, heard: Heard, question: Question, label_of: LabelOf) -> Talk:
    if heard.keys == PERSON:
        return _person(talk, question, label_of)
    if question.kind is not Kind.ONE:
        return _typed(talk, heard, question, label_of)
    place = int(heard.keys) if heard.keys.isdecimal() else 0
    if not 0 < place <= len(question.options) + len(question.ways):
        return ask(talk.saying(NOT_AN_OPTION))
    if place > len(question.options):
        return turned(talk, question.ways[place - len(question.options) - 1].script)
    chosen = question.options[place - 1].key
    if question.key == THIS_NUMBER and chosen == "yes":
        return _called_here(talk, heard, question, label_of)
    return answer(talk, question, chosen, label_of)


def _typed(talk: Talk, heard: Heard, question: Question, label_of: LabelOf) -> Talk:
    """Take several keys as an answer; those of a short number are looked for."""
    if question.kind is Kind.CODE and is_begun(heard.keys):
        return talk.with_job(Errand.FIND, words=heard.keys)
    return answer(talk, question, heard.keys, label_of)


def turned(talk: Talk, script: str, **answers: str) -> Talk:
    """Go on in another script with who has said that it is safe; a case it began stays its own."""
    fresh = replace(opened(talk, script, greet=False), tie=talk.tie)
    return onward(replace(fresh, answers={"safe": "yes", **answers}))


def _called_here(talk: Talk, heard: Heard, question: Question, label_of: LabelOf) -> Talk:
    """Keep the number of this call for who wants to be called on it; a hidden one is typed."""
    if SHORTEST_NUMBER <= len(heard.caller) <= LONGEST_NUMBER:
        return answer(replace(talk, caller=heard.caller), question, "yes", label_of)
    return answer(talk.saying("phone.number_hidden"), question, "no", label_of)


def _person(talk: Talk, question: Question, label_of: LabelOf) -> Talk:
    """Say honestly that nobody can pick up; a question for a person is taken at once."""
    told = talk.saying(NO_PERSON.get(talk.script, "phone.no_person"))
    if question.key == "who":
        return answer(told, question, "question", label_of)
    return ask(told)


def wishing(heard: Heard) -> Heard:
    """Take zero as the wish for a person, while there is one who can pick up."""
    zero = heard.did is Did.ENTERED and heard.keys == PERSON
    return replace(heard, did=Did.WISHES_PERSON) if zero else heard


def _wishes_person(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """Let a caller wait; what they have said is handed in first, however little it is.

    A code that was interrupted is told while they wait.
    """
    codes = tuple(item for item in talk.items if item.do in CODES)
    waits = replace(talk, items=()).saying("phone.wait.begin").doing(Item(do=Do.WAIT))
    waits = replace(waits, items=(*waits.items, *codes))
    if talk.tie or talk.script not in FIRST_CONTACT:
        return waits
    return waits.with_job(Errand.NEW)


def _nobody_came(talk: Talk, _heard: Heard, question: Question, label_of: LabelOf) -> Talk:
    return _person(talk, question, label_of)


def _wishes_message(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """Go on where a caller leaves a voice; what could be skipped before that is skipped."""
    if "who" not in talk.answers and script_of(talk).question("who"):
        talk = replace(talk, answers={**talk.answers, "who": "question"})
    while (question := asked(talk)) and question.skip is not None:
        if question.key in FREE_WORDS:
            break
        skipped = answered(script_of(talk), talk.answers, question, question.skip)
        talk = replace(talk, answers=skipped)
    return onward(talk)


def _wishes_call(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """Ask whether and when they may be called; whether it is safe now, where nobody asked yet.

    It stands on the case of who came with a code. Who came with a short number begins a request of
    their own: it could be somebody else's number that staff then call as this person's.
    """
    if talk.script == CALL_BACK:
        return ask(talk)
    if talk.script == SHORT_NUMBER.key:
        talk = replace(talk, tie=None)
    if talk.answers.get("safe") == "yes":
        return replace(turned(talk, CALL_BACK), visit=talk.visit)
    return onward(replace(opened(talk, CALL_BACK, greet=False), tie=talk.tie))


def _waits_at_the_end(talk: Talk) -> Talk:
    """Let a caller wait of whom nothing is asked any more; the code and what follows it wait on."""
    later = tuple(dropwhile(lambda item: item.do not in CODES, talk.items))
    waits = replace(talk, items=()).saying("phone.wait.begin").doing(Item(do=Do.WAIT))
    return replace(waits, items=(*waits.items, *later))


def _nobody_came_at_the_end(talk: Talk) -> Talk:
    told = replace(talk, items=()).saying("phone.no_person")
    return replace(told, items=(*told.items, *talk.items))


def offers_call(talk: Talk, heard: Heard) -> bool:
    """Say whether to offer a call-back: nobody can pick up, and none is being asked for."""
    zero = heard.did is Did.ENTERED and heard.keys == PERSON
    asks = bool(talk.script) and talk.script != CALL_BACK
    return asks and (zero or heard.did is Did.NOBODY_CAME)


def _talked(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """End a call that an operator has ended; a code that was not told yet comes first."""
    return talk.saying("phone.talked_end")


def _no_code(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """Go the ordinary way with who has no code at hand."""
    return turned(talk, "report")


def _lost_code(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """After three tries a person is to hear it: take a message, as for any question."""
    return turned(talk.saying("phone.code.lost"), "report", who="question")


def tried(talk: Talk) -> Talk:
    """Stop asking for a code that was not found three times."""
    if talk.tries < MOST_TRIES or talk.script != "return_visit" or talk.visit:
        return talk
    told = tuple(item for item in talk.items if item.do is Do.SAY)
    lost = replace(talk, items=told, tries=0).saying("phone.code.lost")
    return turned(lost, "report", who="question")


def _spoke(talk: Talk, heard: Heard, question: Question, label_of: LabelOf) -> Talk:
    """Keep a voice as a file of its case; the answer says that there is one."""
    kept = talk.bringing(heard.voice, "", 0)
    return answer(kept, question, label_of("phone.voice"), label_of)


def _silent(talk: Talk, _heard: Heard, _question: Question, _label_of: LabelOf) -> Talk:
    """End a call in which nothing is heard, so that it stays short; what was said is kept."""
    return talk.saying("phone.silent_end")


Move = Callable[[Talk, Heard, Question, LabelOf], Talk]
MOVES: Mapping[Did, Move] = {
    Did.ENTERED: _entered,
    Did.SPOKE: _spoke,
    Did.SILENT: _silent,
    Did.WISHES_PERSON: _wishes_person,
    Did.NOBODY_CAME: _nobody_came,
    Did.WISHES_MESSAGE: _wishes_message,
    Did.WISHES_CALL: _wishes_call,
    Did.TALKED: _talked,
    Did.NO_CODE: _no_code,
    Did.LOST_CODE: _lost_code,
}

AT_THE_END: Mapping[Did, Callable[[Talk], Talk]] = {
    Did.WISHES_PERSON: _waits_at_the_end,
    Did.NOBODY_CAME: _nobody_came_at_the_end,
    Did.WISHES_MESSAGE: lambda talk: turned(talk, WHOLE, who="question"),
    Did.WISHES_CALL: lambda talk: turned(talk, CALL_BACK),
    Did.TALKED: lambda talk: talk.saying("phone.talked_end"),
}
"""What comes of it where a case is handed in and all is asked: zero while its code is told."""
