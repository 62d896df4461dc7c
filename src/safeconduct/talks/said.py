"""What a person did on a channel, in words that no channel owns."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What came: words, a pressed button, a command, or something that is not read."""

    WORDS = "words"
    BUTTON = "button"
    START = "start"
    CODE = "code"
    LANGUAGE = "language"
    STOP = "stop"
    HELP = "help"
    UNREAD = "unread"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A pressed button: the question it belongs to, and the choice."""

    question: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that a person did; `message` is its place on their screen, 0 where it has none.

    The place of a pressed button is the message that it stands under.
    `file`: the platform's number of a file that can be fetched; its caption stands in `words`.
    """

    kind: Kind
    words: str = field(default="", repr=False)
    button: Button | None = None
    message: int = 0
    language: str = ""
    file: str = field(default="", repr=False)
