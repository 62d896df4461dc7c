"""What somebody brings for given words, as the line or a page plays it: checked, then converted."""

from safeconduct.programme.recordings.cleaning import cleaned
from safeconduct.programme.recordings.mp3 import seconds
from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.sound import Sound, as_mp3
from safeconduct.programme.recordings.spoken import Purpose, Spoken
from safeconduct.programme.recordings.telephone import as_wave, for_telephones

WAVE = b"RIFF"


def from_wave(content: bytes, spoken: Spoken, purpose: Purpose) -> bytes:
    """Return a WAV as it is played: MP3 on a page, 8 kHz on the line; raises NotTaken."""
    return _converted(cleaned(content, spoken.letters), purpose)


def from_file(content: bytes, spoken: Spoken, purpose: Purpose) -> bytes:
    """Return a file as it is played; an MP3 for a page stays so. Raises NotTaken, NotSound."""
    if content.startswith(WAVE) or purpose is Purpose.LINE:
        return from_wave(content, spoken, purpose)
    seconds(content)
    return content


def _converted(sound: Sound, purpose: Purpose) -> bytes:
    if purpose is Purpose.LINE:
        return as_wave(for_telephones(sound))
    try:
        return as_mp3(sound)
    except ImportError as error:
        raise NotTaken(Fault.NO_ENCODER) from error
