"""`safeconduct prompts`: which words are spoken by whom; make what is missing, take a recording.

list    each page that is read aloud: a person's voice, a machine's, or none
line    each prompt of the line: a person's voice, a machine's, or none; with --line, make and check
        are about these, which the line's process makes too when it starts
draw    draw up the list of all that is spoken, from which the desk records
make    the same; then let a machine say what nobody says yet, and drop what no page says any more
check   the same list; the answer is no while a page has no voice
words   what a person is to read aloud, for one language and page
take    keep a person's recording (MP3 or WAV) until a member approves it at the desk
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.utils import timezone

from safeconduct.cases.recording import take_recording_at_machine
from safeconduct.config.phone import prompts as line
from safeconduct.config.phone import worker
from safeconduct.front import listening
from safeconduct.front.listening import mark, said
from safeconduct.front.shown import ALOUD, pages_aloud
from safeconduct.programme.current import current_deployment
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.recordings.making import make_missing
from safeconduct.programme.recordings.mp3 import NotSound
from safeconduct.programme.recordings.not_taken import NotTaken
from safeconduct.programme.recordings.shelf import PROVISIONAL, Shelf
from safeconduct.programme.recordings.sound import Mute
from safeconduct.programme.recordings.spoken import Purpose, Spoken
from safeconduct.programme.recordings.wanted import Wanted, keep

LEAST_NICE = 19
PAGES = ("home", "home, closed", *ALOUD)


class NotOne(ValueError):
    """It is not clear which page is meant; the message says what to add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The words of one page in one language, and what a machine says before them."""

    language: str
    page: str
    spoken: Spoken
    mark: str


def prompts() -> Iterator[Prompt]:
    """Yield what this programme reads aloud, as its doors show it now."""
    for language in current_deployment().languages:
        if language in WRITTEN:
            for name, public in pages_aloud(language):
                spoken = replace(said(public), name=name)
                yield Prompt(language=language, page=name, spoken=spoken, mark=mark(language))


def shelf() -> Shelf:
    return listening.shelf()


def spoken_anywhere() -> Iterator[Wanted]:
    """Yield all that this programme says aloud: its pages, then its line's prompts."""
    for one in prompts():
        yield Wanted(purpose=Purpose.PAGE, spoken=one.spoken, mark=one.mark)
    for spoken in worker().every_sound():
        yield Wanted(purpose=Purpose.LINE, spoken=spoken)


def run(argv: Sequence[str]) -> int:
    wanted = _parser().parse_args(argv)
    try:
        return DOES[wanted.what](wanted)
    except (OSError, NotSound, NotTaken, NotOne) as error:
        sys.stderr.write(f"Safe Conduct: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "safeconduct prompts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="?", choices=DOES, default="list")
    parser.add_argument("file", nargs="?", type=Path, help="the recording to take")
    parser.add_argument("--language", choices=WRITTEN, default="", help="only this one")
    parser.add_argument("--page", choices=PAGES, default="", help="only this one")
    parser.add_argument("--line", action="store_true", help="the line's prompts, not pages")
    parser.add_argument("--quiet", action="store_true", help="make at idle priority, say nothing")
    return parser


def _list(wanted: argparse.Namespace) -> int:
    for one in _wanted(wanted):
        sys.stdout.write(f"{one.language}  {one.page:<14}{_voice(one)}\n")
    for path in _outdated():
        sys.stdout.write(f"outdated: {path.relative_to(shelf().folder)}\n")
    return 0


def _line(wanted: argparse.Namespace) -> int:
    for spoken in _of_line(wanted):
        voice = _voice_of_line(spoken)
        sys.stdout.write(f"{spoken.language}  {voice:<11}{spoken.name}\n")
    return 0


def _make_line(wanted: argparse.Namespace) -> int:
    missing = line().missing(_of_line(wanted))
    for language in dict.fromkeys(one.language for one in missing):
        several = [one for one in missing if one.language == language]
        try:
            line().make(several)
            sys.stdout.write(f"{language}  {len(several)} made\n")
        except Mute:
            sys.stdout.write(f"{language}  no voice says it\n")
    return 0


def _check(wanted: argparse.Namespace) -> int:
    if wanted.line:
        _line(wanted)
        return int(bool(line().missing(_of_line(wanted))))
    _list(wanted)
    return int(any(shelf().find(one.spoken, one.mark) is None for one in _wanted(wanted)))


def _draw(_wanted: argparse.Namespace) -> int:
    keep(settings.HOME.recordings, spoken_anywhere())
    return 0


def _make(wanted: argparse.Namespace) -> int:
    """Make what is missing; no voice on this machine is no failure: pages then offer no sound."""
    if wanted.quiet:
        os.nice(LEAST_NICE)
    _draw(wanted)
    if wanted.line:
        return _make_line(wanted)
    for made in make_missing(shelf(), ((one.spoken, one.mark) for one in _wanted(wanted))):
        if not wanted.quiet:
            what = f"{made.size // 1000} kB, {made.engine}" if made.engine else "no voice says it"
            sys.stdout.write(f"{made.spoken.language}  {what}\n")
    for path in _outdated():
        # A person's recording is theirs to delete: the words may come back.
        if path.is_relative_to(shelf().folder / PROVISIONAL):
            path.unlink(missing_ok=True)
    return 0


def _words(wanted: argparse.Namespace) -> int:
    lines = _one(wanted).spoken.lines
    sys.stdout.write("\n".join(line.words for line in lines) + "\n")
    return 0


def _take(wanted: argparse.Namespace) -> int:
    if wanted.file is None:
        sys.stderr.write("Safe Conduct: which file? `safeconduct prompts take FILE …`\n")
        return 2
    content, one = wanted.file.read_bytes(), _one(wanted)
    take_recording_at_machine(content, one.spoken, Purpose.PAGE, at=timezone.now())
    sys.stdout.write("taken; it is heard once a member has approved it at the desk\n")
    return 0


DOES: Mapping[str, Callable[[argparse.Namespace], int]] = MappingProxyType(
    {
        "list": _list,
        "line": _line,
        "draw": _draw,
        "make": _make,
        "check": _check,
        "words": _words,
        "take": _take,
    }
)


def _wanted(wanted: argparse.Namespace) -> list[Prompt]:
    """Return the prompts of the language and the page that were named, or all of them."""
    return [
        one
        for one in prompts()
        if wanted.language in {"", one.language} and wanted.page in {"", one.page}
    ]


def _of_line(wanted: argparse.Namespace) -> list[Spoken]:
    """Return the line's prompts in the language that was named, or in all."""
    every = dict.fromkeys(worker().every_sound())
    return [one for one in every if wanted.language in {"", one.language}]


def _one(wanted: argparse.Namespace) -> Prompt:
    found = _wanted(wanted)
    if len(found) != 1:
        raise NotOne("name one page of this programme: --language … --page …")
    return found[0]


def _voice(one: Prompt) -> str:
    found = shelf().find(one.spoken, one.mark)
    if found is None:
        return "–"
    voice = "a machine" if found.provisional else "a person"
    return f"{voice}, {found.length} min, {found.kilobytes} kB, {found.digest}"


def _voice_of_line(spoken: Spoken) -> str:
    if line().by_people([spoken]):
        return "a person"
    return "–" if line().missing([spoken]) else "a machine"


def _outdated() -> Iterator[Path]:
    every = list(spoken_anywhere())
    places = {shelf().human(one.spoken, one.purpose) for one in every}
    places |= {shelf().provisional(one.spoken.after(one.mark)) for one in prompts()}
    return shelf().outdated(places)
