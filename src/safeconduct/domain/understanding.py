"""Understand what a person wrote, said or pressed: keys, digits, labels, yes and no, free words."""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from safeconduct.domain.return_code import Fault, NotACode, digits, parse
from safeconduct.domain.script import Kind, Option, Question

LONGEST = 4_000
"""Characters of one answer."""

SKIP = "skip"
"""The key of the option that leaves a question unanswered."""

YES = frozenset({"да", "ага", "угу", "так", "авжеж", "yes", "yeah", "yep", "y", "+"})
NO = frozenset({"нет", "не", "неа", "ні", "no", "nope", "n", "-"})
BY_WORD = {"yes": YES, "no": NO, "none": NO}
"""Option key → words that mean it in any of our languages."""

SHORTEST_NUMBER, LONGEST_NUMBER = 7, 15
"""Digits of a telephone number (E.164)."""

APOSTROPHES = str.maketrans("", "", "'`\u2019\u02bc")

UNSEEN = frozenset({"Cc", "Cn"})
"""Unicode categories that no answer needs: control characters and what is not assigned."""

LabelOf = Callable[[str], str]


class Reason(StrEnum):
    """Why an answer was not understood; the text key is `talk.unclear.<reason>`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    NOT_AN_OPTION = "not_an_option"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_CODE = "not_a_code"
    CODE_WORD = "code_word"
    CODE_GROUP = "code_group"


class Unclear(Exception):
    """The words do not answer the question; `place`: which word or group of a code is wrong."""

    def __init__(self, reason: Reason, place: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.place = place

    @property
    def text(self) -> str:
        return f"talk.unclear.{self.reason}"


def understand(question: Question, words: str, label_of: LabelOf) -> str:
    """Return the value that `words` give to the question; raise `Unclear` when there is none.

    A value is understood as itself, so that hidden fields can be understood afresh at each step.
    `label_of` gives the words of an option's text in the language the person reads.
    """
    words = _clean(words)
    if len(words) > LONGEST:
        raise Unclear(Reason.TOO_LONG)
    if question.skip is not None and _skipped(question, words, label_of):
        return question.skip
    if not words:
        raise Unclear(Reason.EMPTY)
    return _MEANING[question.kind](question, words, label_of)


def fold(words: str) -> str:
    """Bring words to the form in which they are compared: no case, accents, ё or punctuation."""
    spread = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w+]|_", " ", plain.translate(APOSTROPHES)).split())


def _clean(words: str) -> str:
    if any(0xD800 <= ord(mark) <= 0xDFFF for mark in words):  # noqa: PLR2004 - half a character
        raise Unclear(Reason.NOT_TEXT)
    spaced = words.replace("\t", " ")
    kept = (
        mark for mark in spaced if mark == "\n" or unicodedata.category(mark) not in {"Cc", "Cn"}
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _skipped(question: Question, words: str, label_of: LabelOf) -> bool:
    return words in ("", question.skip) or _chosen(question, words, label_of) == SKIP


def _chosen(question: Question, words: str, label_of: LabelOf) -> str | None:
    """Return the key of the one option that the words name."""
    if question.option(words):
        return words  # what forms and buttons send: nothing to compare
    said = fold(words) or words
    for place, option in enumerate(question.options, start=1):
        if said in _names(question, place, option, label_of):
            return option.key
    return None


def _names(question: Question, place: int, option: Option, label_of: LabelOf) -> frozenset[str]:
    names = {fold(option.key), fold(label_of(option.text))} | BY_WORD.get(option.key, set())
    if question.kind in {Kind.ONE, Kind.MANY}:
        names.add(str(place))
    return frozenset(names)


def _one(question: Question, words: str, label_of: LabelOf) -> str:
    key = _chosen(question, words, label_of)
    if key is None:
        raise Unclear(Reason.NOT_AN_OPTION)
    return key


def _many(question: Question, words: str, label_of: LabelOf) -> str:
    """Several choices in the script's order; "none" gives way to anything else."""
    whole = _chosen(question, words, label_of)
    keys = {whole} if whole else {_one(question, part, label_of) for part in _parts(words)}
    if not keys:
        raise Unclear(Reason.NOT_AN_OPTION)
    if len(keys) > 1:
        keys.discard("none")
    return ",".join(option.key for option in question.options if option.key in keys)


def _parts(words: str) -> list[str]:
    if re.fullmatch(r"[\d\s,;.]+", words):
        return re.findall(r"\d", words)
    return [part for part in re.split(r"[,;\n]", words) if part.strip()]


def _count(question: Question, words: str, label_of: LabelOf) -> str:
    """Return the band of a number of people; a number is never the place of an option."""
    key = _chosen(question, words, label_of)
    number = int(words) if re.fullmatch(r"[0-9]{1,6}", words) else 0
    bands = (o.key for o in question.options if number and o.counts[0] <= number <= o.counts[1])
    found = key or next(bands, None)
    if found is None:
        raise Unclear(Reason.NOT_AN_OPTION)
    return found


def _words(_question: Question, words: str, _label_of: LabelOf) -> str:
    return words


def _code(_question: Question, words: str, _label_of: LabelOf) -> str:
    """Return a return code as five groups of digits, whatever form it was given in."""
    try:
        return " ".join(digits(parse(words)))
    except NotACode as wrong:
        raise Unclear(_CODE_FAULTS.get(wrong.kind, Reason.NOT_A_CODE), wrong.position) from None


def _number(question: Question, words: str, label_of: LabelOf) -> str:
    key = _chosen(question, words, label_of)
    digits = re.sub(r"[\s()./-]", "", words).removeprefix("+")
    if key is not None:
        return key
    if not re.fullmatch(rf"[0-9]{{{SHORTEST_NUMBER},{LONGEST_NUMBER}}}", digits):
        raise Unclear(Reason.NOT_A_NUMBER)
    return digits


_CODE_FAULTS = {Fault.WORD: Reason.CODE_WORD, Fault.GROUP: Reason.CODE_GROUP}

_MEANING: dict[Kind, Callable[[Question, str, LabelOf], str]] = {
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.COUNT: _count,
    Kind.WORDS: _words,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
}
