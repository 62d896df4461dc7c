"""Making what is missing: the recordings of a machine, until a person has spoken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeconduct.programme.recordings.engines import say
from safeconduct.programme.recordings.shelf import Shelf, store
from safeconduct.programme.recordings.sound import Mute, as_mp3
from safeconduct.programme.recordings.spoken import Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of which words; `engine` is empty where none of this machine can say it."""

    spoken: Spoken
    engine: str
    size: int = 0


def make_missing(shelf: Shelf, wanted: Iterable[tuple[Spoken, str]]) -> Iterator[Made]:
    """Make a provisional recording of each of these words (with its mark) that has none."""
    for spoken, mark in wanted:
        if shelf.find(spoken, mark) is None:
            yield _made(shelf, spoken, mark)


def _made(shelf: Shelf, spoken: Spoken, mark: str) -> Made:
    marked = spoken.after(mark)
    try:
        sound, engine = say(marked)
        content = as_mp3(sound)
    except (Mute, ImportError):
        return Made(spoken=spoken, engine="")
    store(shelf.provisional(marked), content)
    return Made(spoken=spoken, engine=engine, size=len(content))
