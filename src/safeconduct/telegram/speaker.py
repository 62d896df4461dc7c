"""Speak a talk's items in a Telegram chat: texts, buttons, nothing that decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from safeconduct.domain import return_code
from safeconduct.domain.dialogue import Kind, Question
from safeconduct.domain.return_code import ReturnCode
from safeconduct.programme.languages import LANGUAGES, WRITTEN, written
from safeconduct.programme.texts import Text
from safeconduct.talks.hearing import BACK, DONE, LANGUAGES_ASKED
from safeconduct.talks.screen import FADED, WRITTEN_DOWN
from safeconduct.talks.talk import Do, Item, Talk
from safeconduct.talks.walking import script_of

LONGEST = 4_096
"""UTF-16 code units that one message may have (Bot API, sendMessage)."""
LETTERS_A_ROW = 24
MARKED = "✓ "

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of buttons: what each says, and the data that comes back when it is pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to send; `numbers` are the items that are done with it, `rows` whose words."""

    numbers: tuple[int, ...]
    words: str = field(repr=False)
    buttons: Buttons = field(default=(), repr=False)
    sensitive: bool = False
    question: str = ""
    rows: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Messages to take off the screen."""

    numbers: tuple[int, ...]
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Buttons to draw anew under the question that is shown."""

    numbers: tuple[int, ...]
    message: int
    buttons: Buttons = field(repr=False)


Step = Message | Removal | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One language's words for one bot; `facts` are what the programme promises in them."""

    texts: Mapping[str, Text]
    facts: Mapping[str, str]

    def steps(self, talk: Talk) -> list[Step]:
        """Return what is to be done for the items of a talk, in their order."""
        return [step for group in _grouped(talk.items) for step in self._step(talk, group)]

    def _step(self, talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        yield from SPOKEN[group[0].do](self, talk, group)

    def said(self, _talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        told = dict.fromkeys(self.words(item.key, **dict(item.facts)) for item in group)
        yield from _messages("\n\n".join(told), group)

    def asked(self, talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        (item,) = group
        question = question_of(talk, item.key)
        if question is None:
            return
        hint = f"\n{self.words(question.hint)}" if question.hint else ""
        words = f"{self.words(question.text)}{hint}"
        yield Message(
            numbers=(item.number,),
            words=words,
            buttons=self.buttons(talk, question),
            sensitive=question.sensitive,
            question=question.key,
        )

    def remarked(self, talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        item = group[-1]
        numbers = tuple(one.number for one in group)
        question = question_of(talk, item.key)
        shown = [one.id for one in talk.screen if one.question == item.key]
        if question and shown:
            buttons = self.buttons(talk, question)
            yield Remark(numbers=numbers, message=shown[-1], buttons=buttons)

    def languages(self, _talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        rows = tuple(((LANGUAGES[tag].name, f"{LANGUAGES_ASKED}:{tag}"),) for tag in WRITTEN)
        words = self.words("bot.language")
        yield Message(numbers=(group[0].number,), words=words, buttons=rows)

    def coded(self, talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        """Show the code as words and digits; one button takes it off the screen."""
        (item,) = group
        code = ReturnCode(bytes.fromhex(item.words))
        words = return_code.words(code, written(talk.language))
        shown = [
            self.words("bot.code"),
            " ".join(words[:4]) + "\n" + " ".join(words[4:]),
            " ".join(return_code.digits(code)),
            self.words("bot.code.keep"),
        ]
        button = ((self.words("bot.code.written"), f"{WRITTEN_DOWN}:"),)
        yield Message(
            numbers=(item.number,), words="\n\n".join(shown), buttons=(button,), sensitive=True,
            question=WRITTEN_DOWN,
        )  # fmt: skip

    def quoted(self, _talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        """Show what staff wrote, between whose words these are and how long they stay here."""
        (item,) = group
        at = dict(item.facts).get("at", "")
        head = self.words("bot.answer_at", at=at) if at else self.words("bot.answer")
        foot = f"\n\n{self.words(item.key)}" if item.key else ""
        yield from _messages(f"{head}\n\n{item.words}{foot}", group)

    def removed(self, _talk: Talk, group: tuple[Item, ...]) -> Iterator[Step]:
        numbers = tuple(item.number for item in group)
        ids = tuple(dict.fromkeys(one for item in group for one in item.ids))
        yield Removal(numbers=numbers, ids=ids)

    def buttons(self, talk: Talk, question: Question) -> Buttons:
        """Return a question's choices, several short ones a row, and the way back."""
        many = question.kind is Kind.MANY
        choices = [
            (
                f"{MARKED if option.key in talk.marked else ''}{self.words(option.text)}",
                f"{question.key}:{option.key}",
            )
            for option in question.options
            if not (many and talk.marked and option.key == "none")
        ]
        rows = _in_rows(choices)
        if many and talk.marked:
            rows = (*rows, ((self.words("bot.done"), f"{question.key}:{DONE}"),))
        if talk.answers:
            rows = (*rows, ((self.words("site.back"), f"{BACK}:"),))
        return rows

    def words(self, key: str, **facts: str) -> str:
        return self.texts[key].fill(**{**self.facts, **facts})

    def label(self, key: str) -> str:
        return self.texts[key].words


SPOKEN = {
    Do.SAY: Speaker.said,
    Do.ASK: Speaker.asked,
    Do.REMARK: Speaker.remarked,
    Do.LANGUAGES: Speaker.languages,
    Do.CODE: Speaker.coded,
    Do.WORDS: Speaker.quoted,
    Do.REMOVE: Speaker.removed,
}
TOGETHER = frozenset({Do.SAY, Do.REMOVE, Do.REMARK})
"""Items that make one step when they follow each other."""


def question_of(talk: Talk, key: str) -> Question | None:
    return script_of(talk).question(key) if talk.script else None


def units(words: str) -> int:
    """Return how many UTF-16 code units Telegram counts."""
    return len(words.encode("utf-16-le")) // 2


def split(words: str) -> list[str]:
    """Cut a text into messages that Telegram takes: at lines where it can be, else at words."""
    parts, rest = [], words
    while units(rest) > LONGEST:
        cut = _cut(rest)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(words: str) -> int:
    most = LONGEST
    while units(words[:most]) > LONGEST:
        most -= units(words[:most]) - LONGEST
    window = words[:most]
    return max(window.rfind("\n\n"), window.rfind("\n"), window.rfind(" "), 0) or most


def _messages(words: str, group: tuple[Item, ...]) -> Iterator[Message]:
    """Send a text whole; the items count as done with its last part."""
    numbers = tuple(item.number for item in group)
    *parts, last = split(words)
    sensitive = any(item.sensitive for item in group)
    rows = tuple(item.row for item in group if item.row)
    for part in parts:
        yield Message(numbers=(), words=part, sensitive=sensitive, rows=rows)
    # That something was taken off is no news: the telephone makes no sound for it.
    silent = all(item.key == FADED for item in group)
    yield Message(numbers=numbers, words=last, sensitive=sensitive, rows=rows, silent=silent)


def _grouped(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    group: tuple[Item, ...] = ()
    for item in items:
        if group and (item.do is not group[-1].do or item.do not in TOGETHER):
            yield group
            group = ()
        group = (*group, item)
    if group:
        yield group


def _in_rows(choices: list[tuple[str, str]]) -> Buttons:
    short = all(len(label) <= LETTERS_A_ROW // 2 for label, _ in choices)
    size = 2 if short else 1
    return tuple(tuple(choices[at : at + size]) for at in range(0, len(choices), size))
