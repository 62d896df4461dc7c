"""Making what is missing: the recordings of a machine, until a person has spoken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeconduct.programme.recordings.shelf import Shelf, store
from safeconduct.programme.recordings.sound import Mute, as_mp3
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.programme.recordings.voices import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of which words; `voice` is empty where no voice of this machine can say it."""

    spoken: Spoken
    voice: str
    size: int = 0


def make_missing(shelf: Shelf, wanted: Iterable[tuple[Spoken, str]]) -> Iterator[Made]:
    """Make a provisional recording of each of these words (with its mark) that has none."""
    for spoken, mark in wanted:
        if shelf.find(spoken, mark) is None:
            yield _made(shelf, spoken, mark)


def _made(shelf: Shelf, spoken: Spoken, mark: str) -> Made:
    marked = spoken.after(mark)
    try:
        sound, voice = say(marked)
    except Mute:
        return Made(spoken=spoken, voice="")
    content = as_mp3(sound)
    store(shelf.provisional(marked), content)
    return Made(spoken=spoken, voice=voice, size=len(content))
