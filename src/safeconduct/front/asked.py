"""A question as its page shows it: what is chosen or typed, and what was not understood."""

from dataclasses import dataclass, field

from safeconduct.domain.dialogue import LONGEST, Kind, Question, Reason, Unclear
from safeconduct.front.steps import Ask

TYPES = {Kind.ONE: "radio", Kind.COUNT: "radio", Kind.MANY: "checkbox"}
TOO_LONG = "site.form.long"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOption:
    key: str
    text: str
    chosen: bool = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """`options` are empty where the answer is written; `error` is the key of a text."""

    key: str
    text: str
    hint: str
    type: str
    options: tuple[ShownOption, ...]
    value: str = field(repr=False)
    error: str

    @property
    def described(self) -> str:
        """Return the ids of what a screen reader reads with the field."""
        ids = [f"bad-{self.key}" if self.error else "", f"hint-{self.key}" if self.hint else ""]
        return " ".join(one for one in ids if one)


def shown(ask: Ask) -> tuple[ShownQuestion, ...]:
    return tuple(
        _shown(question, ask.fields.get(question.key, ""), ask.unclear.get(question.key))
        for question in ask.page
    )


def bounded(words: str) -> str:
    """Return words as typed, one character over the bound at most: enough to see that it was."""
    return words.replace("\r\n", "\n")[: LONGEST + 1]


def _shown(question: Question, value: str, unclear: Unclear | None) -> ShownQuestion:
    chosen = value.split(",")
    kind = TYPES.get(question.kind, "")
    return ShownQuestion(
        key=question.key,
        text=question.text,
        hint=question.hint,
        type=kind,
        options=tuple(
            ShownOption(key=option.key, text=option.text, chosen=option.key in chosen)
            for option in question.options
            if kind
        ),
        value=value[:LONGEST],
        error=_error(unclear),
    )


def _error(unclear: Unclear | None) -> str:
    if unclear is None:
        return ""
    return TOO_LONG if unclear.reason is Reason.TOO_LONG else unclear.text
