"""`safeconduct talk SCRIPT --as CHANNEL --lang L`: play a conversation in memory, for authors.

With `--live` it goes through the running channel and ends with a code.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from safeconduct.config import talk_call, talk_live
from safeconduct.config.voices import VOICES, Problems, Voice
from safeconduct.domain.dialogue import (
    LONGEST,
    NOTHING,
    Answers,
    Channel,
    Question,
    Script,
    Unclear,
    answered,
    current,
    on_channel,
    said_at_once,
    understand,
)
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.languages import LANGUAGES, written
from safeconduct.programme.texts import texts

BACK = "*"
"""What a person enters, on each speaker of the terminal, to go one step back."""

PROMISES = {
    "answer_within": "time.hours_2",
    "kept_for": "time.days_180",
    "last_copy": "time.days_7",
}
"""Example promises: a running programme takes them from its settings."""

Hear = Callable[[Question], str | None]
"""Gives a person's words for a question; None when there are no more."""


def run(argv: Sequence[str]) -> int:
    """Play one script on stdin and stdout; 0 when an end was reached, 1 when words ran out."""
    wanted = _wanted(argv)
    if wanted.live:
        return LIVE[wanted.channel](wanted.lang, _line, _say)
    script, language = SCRIPTS[wanted.script], wanted.lang
    if written(language) != language:
        _say(f"[{LANGUAGES[language].name} is not written yet: shown in {written(language)}]")
    _say(f"[{BACK} goes back, an empty line skips, Ctrl-D hangs up]")
    for line in played(script, voice(Channel(wanted.channel), language), _listen):
        _say(line)
        if line == HUNG_UP:
            return 1
    return 0


HUNG_UP = "[the line is dropped: nothing was handed in]"


def voice(channel: Channel, language: str) -> Voice:
    """Return the speaker of a channel in a language, with example promises."""
    known = texts(language)
    facts: dict[str, str | int] = {name: known[key].words for name, key in PROMISES.items()}
    return VOICES[channel](channel=channel, texts=known, facts={**facts, "limit": LONGEST})


def played(script: Script, speaker: Voice, hear: Hear) -> Iterator[str]:
    """Play a whole talk; yield each line that a person sees, hears or enters."""
    script, answers = on_channel(script, speaker.channel), NOTHING
    yield from speaker.greet(script)
    while asked := speaker.together(script, answers):
        turn = Turn(script, speaker, answers)
        yield from turn.taken(asked, hear)
        if turn.dropped:
            yield HUNG_UP
            return
        answers = turn.answers
    end = current(script, answers)
    if not isinstance(end, Question):
        yield from speaker.end(end)


class Turn:
    """One page or one question, asked until it is understood or the person steps back."""

    def __init__(self, script: Script, speaker: Voice, answers: Answers) -> None:
        self.script, self.speaker, self.answers = script, speaker, answers
        self.dropped = False

    def taken(self, asked: tuple[Question, ...], hear: Hear) -> Iterator[str]:
        problems: dict[str, str] = {}
        while asked:
            yield from self.speaker.ask(asked, problems)
            problems.clear()
            for question in asked:
                words = hear(question)
                if words is None or words == BACK:
                    yield from self._left(words)
                    return
                yield self.speaker.heard(question, words)
                yield from self._understood(question, words, problems)
            asked = tuple(question for question in asked if question.key in problems)

    def _left(self, words: str | None) -> Iterator[str]:
        self.dropped = words is None
        if words == BACK:
            yield f"  > [{self.speaker.words('site.back')}]"
            self.answers = self.speaker.before(self.script, self.answers)

    def _understood(
        self, question: Question, words: str, problems: dict[str, str]
    ) -> Iterator[str]:
        try:
            value = understand(question, words, self.speaker.label)
        except Unclear as unclear:
            problems[question.key] = self.speaker.words(unclear.text, place=unclear.place)
            return
        self.answers = answered(self.script, self.answers, question, value)
        yield from self.speaker.say(*said_at_once(question, value))


def _listen(_question: Question) -> str | None:
    return _line()


def _line() -> str | None:
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _say(line: str) -> None:
    print(line, flush=True)


def _wanted(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    wanted = parser.parse_args(argv)
    if wanted.live and (wanted.script != LIVE_SCRIPT or wanted.channel not in LIVE):
        parser.error(
            "--live chats with the running bot, or calls the running line:"
            " `talk report --as telegram --live`, `talk report --as phone --live`"
        )
    return wanted


LIVE_SCRIPT = "report"
LIVE = {Channel.TELEGRAM: talk_live.chat, Channel.PHONE: talk_call.call}
"""What is spoken live; with a code one says /code to the bot, and presses a key on the line."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("safeconduct talk", description=__doc__)
    parser.add_argument("script", choices=SCRIPTS)
    parser.add_argument("--as", dest="channel", choices=[c.value for c in VOICES], default="site")
    parser.add_argument("--lang", choices=LANGUAGES, default="ru")
    parser.add_argument(
        "--live", action="store_true", help="through the running channel; ends with a code"
    )
    return parser


__all__ = ["BACK", "HUNG_UP", "Hear", "Problems", "played", "run", "voice"]
