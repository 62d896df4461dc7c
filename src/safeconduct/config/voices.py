"""How the terminal shows each channel's speaker: a page of fields, a chat, a call."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from safeconduct.domain.dialogue import (
    Answers,
    Channel,
    End,
    Kind,
    Question,
    Script,
    back,
    page,
    pages,
)
from safeconduct.programme.texts import Text

Problems = Mapping[str, str]
"""Question key → the words that say what was not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One channel in one language; `facts` are what the programme promises in its texts."""

    channel: Channel
    texts: Mapping[str, Text]
    facts: Mapping[str, str | int]

    def words(self, key: str, **facts: str | int) -> str:
        return self.texts[key].fill(**self.facts, **facts)

    def label(self, key: str) -> str:
        return self.words(key)

    def together(self, script: Script, answers: Answers) -> tuple[Question, ...]:
        """Return what is asked at once."""
        return page(script, answers)[:1]

    def before(self, script: Script, answers: Answers) -> Answers:
        return back(script, answers)

    def say(self, *keys: str) -> Iterator[str]:
        for key in keys:
            yield from self.line(self.words(key))

    def greet(self, script: Script) -> Iterator[str]:
        yield from self.say(script.greeting(self.channel))

    def line(self, words: str) -> Iterator[str]:
        yield f"  {words}"

    def ask(self, asked: Iterable[Question], problems: Problems) -> Iterator[str]:
        raise NotImplementedError

    def heard(self, question: Question, words: str) -> str:
        raise NotImplementedError

    def end(self, end: End) -> Iterator[str]:
        yield ""
        if end.hands_in:
            yield "[it is stored; who has no code gets one; then:]"
        yield from self.say(*end.said(self.channel))


BUTTONS = ("back", "next", "close")
"""What stands under each page of the form."""


class SiteVoice(Voice):
    """Pages of a form: what does not branch stands together."""

    def together(self, script: Script, answers: Answers) -> tuple[Question, ...]:
        return page(script, answers)

    def before(self, script: Script, answers: Answers) -> Answers:
        walked = pages(script, answers)
        gone = {question.key for step in walked[-2:] for question in step}
        return {key: value for key, value in answers.items() if key not in gone}

    def ask(self, asked: Iterable[Question], problems: Problems) -> Iterator[str]:
        yield ""
        yield f"--- {self.words('site.title')} ---"
        if problems:
            yield from self.say("site.form.errors")
        for question in asked:
            yield from self._field(question, problems)
        yield "  " + " ".join(f"[{self.words(f'site.{name}')}]" for name in BUTTONS)

    def _field(self, question: Question, problems: Problems) -> Iterator[str]:
        yield ""
        optional = "" if question.skip is None else f" ({self.words('site.optional')})"
        yield f"  {self.words(question.text)}{optional}"
        if question.hint:
            yield f"  {self.words(question.hint)}"
        if question.key in problems:
            yield f"  ! {problems[question.key]}"
        mark = "[ ]" if question.kind is Kind.MANY else "( )"
        choices = () if _typed(question) else question.options
        yield from (f"    {mark} {self.words(option.text)}" for option in choices)
        if _typed(question):
            yield "    |" + "_" * 40 + "|"

    def heard(self, question: Question, words: str) -> str:
        return f"> {self.words(question.text)} {words or '—'}"


class TelegramVoice(Voice):
    """A chat: one question at a time, with buttons."""

    def line(self, words: str) -> Iterator[str]:
        yield f"bot: {words}"

    def ask(self, asked: Iterable[Question], problems: Problems) -> Iterator[str]:
        for question in asked:
            yield ""
            if question.key in problems:
                yield from self.line(problems[question.key])
            hint = f" {self.words(question.hint)}" if question.hint else ""
            yield from self.line(f"{self.words(question.text)}{hint}")
            if question.kind is Kind.MANY:
                yield f"     {self.words('voice.choose_several')}"
            for place, option in enumerate(question.options, start=1):
                number = f"{place} " if question.kind in {Kind.ONE, Kind.MANY} else ""
                yield f"     [{number}{self.words(option.text)}]"

    def heard(self, question: Question, words: str) -> str:
        removed = "   [removed from the chat]" if question.sensitive else ""
        return f"  > {words}{removed}"


ENTERED: Mapping[Kind, str] = {
    Kind.MANY: "voice.many",
    Kind.COUNT: "voice.count",
    Kind.NUMBER: "voice.digits",
}
"""How an answer that is more than one key press is entered."""


class PhoneVoice(Voice):
    """A call: everything is spoken, answers are digits or a recording."""

    def greet(self, script: Script) -> Iterator[str]:
        yield from self.say("phone.begin", script.greeting(self.channel))

    def line(self, words: str) -> Iterator[str]:
        yield f'phone: "{words}"'

    def ask(self, asked: Iterable[Question], problems: Problems) -> Iterator[str]:
        for question in asked:
            yield ""
            if question.key in problems:
                yield from self.line(problems[question.key])
            yield from self.line(" ".join(self.spoken(question)))

    def spoken(self, question: Question) -> Iterator[str]:
        """Yield a question as it is said, prompt by prompt."""
        yield self.words(question.said(Channel.PHONE))
        if question.kind is Kind.WORDS:
            yield self.words("voice.speak" if question.skip is None else "voice.speak_or_skip")
        if question.kind in {Kind.ONE, Kind.MANY}:
            labels = [option.said(Channel.PHONE) for option in question.options]
            labels += [way.text for way in question.ways]
            for place, label in enumerate(labels, start=1):
                yield self.words("voice.press", label=self.words(label), digit=place)
        if question.kind in ENTERED:
            yield self.words(ENTERED[question.kind])

    def heard(self, question: Question, words: str) -> str:
        if question.kind is Kind.WORDS:
            return f"  > [speaks] {words}" if words else "  > [#]"
        return f"  > [{words}{'#' if question.kind in ENTERED else ''}]"


def _typed(question: Question) -> bool:
    return question.kind in {Kind.WORDS, Kind.CODE, Kind.NUMBER}


VOICES: Mapping[Channel, type[Voice]] = {
    Channel.SITE: SiteVoice,
    Channel.TELEGRAM: TelegramVoice,
    Channel.PHONE: PhoneVoice,
}
"""The speakers that the terminal can show."""
