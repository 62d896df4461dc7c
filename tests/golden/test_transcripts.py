"""Every conversation as plain text that a lawyer can read; UPDATE_GOLDEN=1 writes it anew."""

import os
import textwrap
from pathlib import Path

import pytest

from safeconduct.config.talk import BACK, HUNG_UP, played, voice
from safeconduct.config.voices import VOICES, Voice
from safeconduct.domain.dialogue import LONGEST, Channel, Kind, Question
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.languages import WRITTEN
from tests.golden.cases import CASES, FREE_WORDS, Case

FOLDER = Path(__file__).parent / "transcripts"
WIDTH = 96


class Person:
    """Says what a case prescribes, in the way of the channel: label, digit or free words."""

    def __init__(self, case: Case, speaker: Voice, language: str) -> None:
        self.case, self.speaker, self.language = case, speaker, language
        self.left: dict[str, list[str]] = {}

    def __call__(self, question: Question) -> str | None:
        tries = self.left.setdefault(question.key, self.case.tries(question.key))
        said = tries.pop(0) if tries else ""
        if said == "dropped":
            return None
        return self.in_words(question, said)

    def in_words(self, question: Question, said: str) -> str:
        option = question.option(said)
        if option is not None and self.speaker.channel is not Channel.PHONE:
            return self.speaker.words(option.text)
        if option is not None and question.kind is not Kind.COUNT:
            return str(question.options.index(option) + 1)
        if option is not None:
            return str(option.counts[0])
        if not said and question.kind is Kind.ONE and question.skip is not None:
            return self.in_words(question, question.skip)
        return FREE_WORDS[self.language].get(said, "я " * LONGEST if said == "long" else said)


def transcript(script: str, channel: Channel, language: str) -> str:
    speaker = voice(channel, language)
    head = [f"{script} · {channel} · {language}", f"script {SCRIPTS[script].digest[:16]}"]
    for case in CASES[script]:
        head += ["", "", f"=== {case.title} ===", ""]
        for line in played(SCRIPTS[script], speaker, Person(case, speaker, language)):
            head += shown(line)
    return "\n".join(head) + "\n"


def shown(line: str) -> list[str]:
    if len(line) > LONGEST:
        line = f"{line[:40]}… [{len(line)} characters]"
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, WIDTH, subsequent_indent=f"{indent}     ") or [""]


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("channel", VOICES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_transcripts_are_what_the_scripts_say(script, channel, language):
    path = FOLDER / language / f"{script}.{channel}.txt"
    told = transcript(script, channel, language)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    assert path.read_text("utf-8") == told, "look at it, then run again with UPDATE_GOLDEN=1"


@pytest.mark.parametrize("channel", VOICES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_end_of_every_script_is_written_down(script, channel):
    told = transcript(script, channel, "en")
    speaker = voice(channel, "en")
    for end in (*SCRIPTS[script].stops, *SCRIPTS[script].ends):
        wanted = [line for key in end.said(channel) for line in speaker.say(key)]
        assert "\n".join(w for line in wanted for w in shown(line)) in told, end.key


def test_a_dropped_line_hands_nothing_in():
    assert HUNG_UP in transcript("report", Channel.PHONE, "en")


def test_the_key_that_goes_back_is_no_answer():
    assert BACK == "*"
