"""How long a caller listens on each way through the phone's menu, before they can act.

Once for who presses each key as soon as it was named, once for who hears every prompt to its end.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from safeconduct.config.voices import PhoneVoice
from safeconduct.domain.dialogue import Channel, Kind, Question, Script, on_channel
from safeconduct.domain.scripts import SCRIPTS

ENDS_BY_ITSELF = 4.0
"""After so many seconds without another key several keys count as all (`phone/call.py`)."""
TYPED = frozenset({Kind.CODE, Kind.COUNT, Kind.NUMBER})
Answer = tuple[str, str]
Taken = Callable[[Sequence[str]], float]
"""How many seconds it takes to say some prompts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way through the menu: what is answered in which script, and what is said at its end.

    An answer is the key of an option, or of the script that a key beside the options leads into.
    """

    title: str
    answers: tuple[tuple[str, tuple[Answer, ...]], ...]
    then: tuple[str, ...] = ()


SAFE, NONE = ("safe", "yes"), ("needs", "none")
WAYS = (
    Way(
        title="In danger, for oneself: the words for it",
        answers=(("report", (SAFE, ("who", "self"), ("needs", "danger_now"))),),
    ),
    Way(
        title="For oneself: the code",
        answers=(("report", (SAFE, ("who", "self"), NONE)),),
        then=("phone.code",),
    ),
    Way(
        title="Who only asks: the code",
        answers=(("report", (SAFE, ("who", "question"), NONE)),),
        then=("phone.code",),
    ),
    Way(
        title="For somebody close: the code",
        answers=(("report", (SAFE, ("who", "relative"), ("about", "wants_out"), NONE)),),
        then=("phone.code",),
    ),
    Way(
        title="While very many call: the code",
        answers=(("brief", (SAFE, ("who", "self"), NONE)),),
        then=("phone.code",),
    ),
    Way(
        title="With a code or a number: typing it",
        answers=(("report", (("safe", "return_visit"),)), ("return_visit", (("return_code", ""),))),
    ),
    Way(
        title="To be called back: noted",
        answers=(
            ("report", (SAFE, ("who", "callback"))),
            ("callback", (("alone", "yes"), ("hours", "any"), ("this_number", "yes"))),
        ),
    ),
    Way(
        title="Zero at once, and three while they wait: what cannot wait",
        answers=(("report", ()),),
        then=("phone.wait.begin", "phone.wait.danger"),
    ),
)


def lasts(
    way: Way,
    says: PhoneVoice,
    *,
    begin: Sequence[str],
    seconds: Taken,
    said: Callable[[str], str],
) -> tuple[float, float]:
    """Return the seconds of a way for who presses at once, and for who hears all.

    `begin`: what is said before the first question; `seconds`: how long prompts take.
    """
    quick = whole = seconds([*begin, *_greeting(way, says)])
    for question, choice in _asked(way):
        prompts = [*says.spoken(question)]
        after = [says.words(text) for text in _says(question, choice)]
        quick += seconds([*prompts[: _heard(question, choice)], *after]) + _pause(question, choice)
        whole += seconds([*prompts, *after])
    then = seconds([said(key) for key in way.then])
    return quick + then, whole + then


def _greeting(way: Way, says: PhoneVoice) -> list[str]:
    first, asked = way.answers[0]
    # Zero cuts the first words short as soon as it was named among them.
    return [says.words(SCRIPTS[first].greeting(Channel.PHONE))] if asked else []


def _asked(way: Way) -> Iterator[tuple[Question, str]]:
    for key, answers in way.answers:
        script = _spoken(key)
        for asked, choice in answers:
            question = script.question(asked)
            if question is None:
                raise LookupError(asked)
            yield question, choice


def _spoken(key: str) -> Script:
    return on_channel(SCRIPTS[key], Channel.PHONE)


def _keys(question: Question) -> list[str]:
    ways = [way.script for way in question.ways]
    return [*(option.key for option in question.options), *ways]


def _heard(question: Question, choice: str) -> int | None:
    """How many prompts are heard up to the key; all, where it is named last or ends with hash."""
    if question.kind in TYPED:
        return 0
    last = choice == "none"
    return None if last else _keys(question).index(choice) + 2


def _pause(question: Question, choice: str) -> float:
    return ENDS_BY_ITSELF if question.kind is Kind.MANY and choice != "none" else 0.0


def _says(question: Question, choice: str) -> list[str]:
    """What is said at once after a choice; of a crisis these words are where its way ends."""
    option = question.option(choice)
    crisis = question.kind is Kind.MANY
    return [option.says] if option and option.says and not crisis else []
