"""Walk a script: which question is next, what an answer changes, and the way back.

The answers are the whole state. Values live in `script`, the understanding of words in
`understanding`; both are offered here as well, so that speakers need one import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from safeconduct.domain.script import (
    Answers,
    Channel,
    End,
    If,
    Kind,
    Option,
    Question,
    Script,
    Way,
    on_channel,
    text_keys,
)
from safeconduct.domain.understanding import (
    LONGEST,
    SKIP,
    LabelOf,
    Reason,
    Unclear,
    fold,
    understand,
)

__all__ = [
    "LONGEST",
    "NOTHING",
    "SKIP",
    "Answers",
    "Channel",
    "End",
    "Heard",
    "If",
    "Kind",
    "LabelOf",
    "Option",
    "Question",
    "Reason",
    "Script",
    "Unclear",
    "Way",
    "answered",
    "back",
    "current",
    "fold",
    "heard",
    "on_channel",
    "page",
    "pages",
    "said_at_once",
    "text_keys",
    "understand",
]

NOTHING: Answers = MappingProxyType({})
"""The answers of a talk that has just begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a whole form said: the answers understood, and the questions that were not."""

    answers: Answers
    unclear: Mapping[str, Unclear]


def current(script: Script, answers: Answers) -> Question | End:
    """Return the first applicable question without an answer, or the end that was reached."""
    for end in script.stops:
        if end.applies(answers):
            return end
    for question in script.questions:
        if _due(question, answers):
            return question
    return next(end for end in script.ends if end.applies(answers))


def answered(script: Script, answers: Answers, question: Question, value: str) -> Answers:
    """Return the answers with this one in place, without those that no longer apply."""
    return _applicable(script, {**answers, question.key: value})


def back(script: Script, answers: Answers) -> Answers:
    """Return the answers without the last one given, in the order of the script."""
    given = [question.key for question in script.questions if question.key in answers]
    kept = {key: value for key, value in answers.items() if key not in given[-1:]}
    return _applicable(script, kept)


def page(script: Script, answers: Answers) -> tuple[Question, ...]:
    """Return the questions that can be asked at once from here: up to where the script branches.

    Empty at an end. A question that depends on one of this page comes on the next page; one that
    can merely wait (`unless`) stands here, for whoever wants to answer it.
    """
    first = current(script, answers)
    if isinstance(first, End):
        return ()
    asked = [first]
    for question in script.questions[script.questions.index(first) + 1 :]:
        if question.key not in answers and _hangs_on(script, question, asked):
            break
        if _due(question, answers):
            asked.append(question)
    return tuple(asked)


def pages(script: Script, answers: Answers) -> tuple[tuple[Question, ...], ...]:
    """Return every page on the way to here, the one to be shown now last (none after an end)."""
    walked: dict[str, str] = {}
    shown = []
    while step := page(script, walked):
        shown.append(step)
        if any(question.key not in answers for question in step):
            break
        walked |= {question.key: answers[question.key] for question in step}
    return tuple(shown)


def heard(script: Script, fields: Mapping[str, str], label_of: LabelOf) -> Heard:
    """Understand a whole form afresh; fields of no applicable question are left out."""
    answers: dict[str, str] = {}
    unclear: dict[str, Unclear] = {}
    for question in script.questions:
        if question.key not in fields or not question.applies(answers):
            continue
        try:
            answers[question.key] = understand(question, fields[question.key], label_of)
        except Unclear as reason:
            unclear[question.key] = reason
    return Heard(answers=MappingProxyType(answers), unclear=MappingProxyType(unclear))


def said_at_once(question: Question, value: str) -> tuple[str, ...]:
    """Return the texts that an answer calls for before anything else is asked."""
    chosen = value.split(",")
    return tuple(o.says for o in question.options if o.key in chosen and o.says)


def _due(question: Question, answers: Answers) -> bool:
    unasked = question.key not in answers and question.applies(answers)
    return unasked and not question.waits(answers)


def _applicable(script: Script, answers: Answers) -> Answers:
    kept: dict[str, str] = {}
    for question in script.questions:
        if any(end.applies(kept) for end in script.stops):
            break
        if question.key in answers and question.applies(kept):
            kept[question.key] = answers[question.key]
    return MappingProxyType(kept)


def _hangs_on(script: Script, question: Question, asked: list[Question]) -> bool:
    """Tell whether the answer to something on this page can change that this is asked at all."""
    keys = {earlier.key for earlier in asked}
    reads = {condition.question for condition in question.when}
    reads |= {condition.question for end in script.stops for condition in end.when}
    return not reads.isdisjoint(keys)
