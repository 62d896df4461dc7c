"""All that a call can hear, for who makes its recordings or shows them as text."""

from collections.abc import Iterable, Iterator, Mapping

from safeconduct.phone.answering import GREETINGS
from safeconduct.phone.speaker import Speaker
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.talks.walking import spoken

SCRIPTS_BY_PHONE = ("report", "brief", "return_visit", "callback", "short_number")
"""What a call can come to, by its keys."""
DIGIT = "phone.digit."
Speakers = Mapping[str, Speaker]


def chosen_by_key(speakers: Speakers) -> tuple[str, ...]:
    """Return what can be chosen by a key: the languages that are written."""
    return tuple(tag for tag in speakers if tag in WRITTEN)


def languages_asked(speakers: Speakers) -> Iterator[Spoken]:
    """Yield what asks for a language, each in its own."""
    for place, tag in enumerate(chosen_by_key(speakers), start=1):
        yield speakers[tag].sound("phone.language", digit=str(place))


def every_sound(speakers: Speakers, usual: str, channel: str) -> Iterator[Spoken]:
    """Yield every prompt of a line, the usual language first."""
    yield from languages_asked(speakers)
    for tag in sorted(chosen_by_key(speakers), key=lambda tag: tag != usual):
        for script in SCRIPTS_BY_PHONE:
            yield from speakers[tag].every(spoken(script, channel))


def by_language(speakers: Speakers, channel: str) -> dict[str, tuple[Spoken, ...]]:
    """Return all that a call hears in each language, but for the words that say who speaks."""
    asked = zip(chosen_by_key(speakers), languages_asked(speakers), strict=True)
    return {tag: (first, *_heard_in(speakers[tag], channel)) for tag, first in asked}


def _heard_in(speaker: Speaker, channel: str) -> Iterable[Spoken]:
    every = (one for script in SCRIPTS_BY_PHONE for one in speaker.every(spoken(script, channel)))
    return dict.fromkeys(one for one in every if one.name not in GREETINGS)


def words_by_name(speakers: Speakers, usual: str, channel: str) -> dict[str, str]:
    """Return the words of every prompt by the name of its recording; a digit of a code as one."""
    return {sound.digest: _shown(sound) for sound in every_sound(speakers, usual, channel)}


def _shown(sound: Spoken) -> str:
    digit = sound.name.removeprefix(DIGIT)
    return digit if digit != sound.name else " ".join(line.words for line in sound.lines)
