"""Engines, the best first: each is a program of its own that makes sound of words.

They speak until a person has: none of them is good enough for a frightened reader.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from types import MappingProxyType

from safeconduct.programme.recordings.pronounced import pronounced
from safeconduct.programme.recordings.sound import Mute, Sound, joined, read_wave
from safeconduct.programme.recordings.spoken import Line, Spoken

PATIENCE_SECONDS = 120
RHVOICE = "RHVoice-test"
ESPEAK = "safeconduct.programme.recordings.espeak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A program that can speak; `there` asks whether this machine has it.

    `say` takes lines, a speaker's name and a folder, and writes `0.wav`, `1.wav` … into it.
    """

    name: str
    speakers: Mapping[str, str]
    there: Callable[[], bool]
    say: Callable[[Sequence[str], str, Path], None]


def _rhvoice(lines: Sequence[str], speaker: str, folder: Path) -> None:
    for place, line in enumerate(lines):
        _run(line, RHVOICE, "-p", speaker, "-o", str(folder / f"{place}.wav"))


def _espeak(lines: Sequence[str], speaker: str, folder: Path) -> None:
    _run("\n".join(lines), sys.executable, "-m", ESPEAK, speaker, str(folder))


def _run(words: str, *command: str) -> None:
    subprocess.run(  # noqa: S603 - a program of this machine; words go to its input
        command,
        input=words.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE_SECONDS,
        check=True,
    )


ENGINES = (
    Engine(
        name="RHVoice",
        speakers=MappingProxyType({"ru": "elena", "uk": "natalia", "en": "slt"}),
        there=lambda: which(RHVOICE) is not None,
        say=_rhvoice,
    ),
    Engine(
        name="eSpeak NG",
        speakers=MappingProxyType({"ru": "ru", "uk": "uk", "en": "en"}),
        there=lambda: find_spec("espeakng_loader") is not None,
        say=_espeak,
    ),
)


def say(spoken: Spoken, folder: Path | None = None) -> tuple[Sound, str]:
    """Return the sound of it and the engine's name; raises Mute where none here can say it.

    `folder`: where an engine may write meanwhile, for words that belong on no disk.
    """
    sounds, engine = say_lines(spoken.language, spoken.lines, folder)
    return joined(sounds), engine


def say_lines(
    language: str, lines: Sequence[Line], folder: Path | None = None
) -> tuple[list[Sound], str]:
    """Return the sound of each line, the silence after it included; one start for all of them."""
    for engine in ENGINES:
        if language in engine.speakers and engine.there():
            try:
                return _said(engine, language, lines, folder), engine.name
            except Mute:
                continue
    raise Mute


def _said(engine: Engine, language: str, lines: Sequence[Line], within: Path | None) -> list[Sound]:
    words = [pronounced(line.words, language) for line in lines]
    with tempfile.TemporaryDirectory(prefix="safeconduct-voice-", dir=within) as folder:
        try:
            engine.say(words, engine.speakers[language], Path(folder))
            files = [(Path(folder) / f"{place}.wav").read_bytes() for place in range(len(lines))]
        except (OSError, subprocess.SubprocessError) as error:
            raise Mute from error
    said = zip(files, lines, strict=True)
    return [read_wave(file).then_silence(line.pause) for file, line in said]
