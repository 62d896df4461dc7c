"""Why a recording was not taken, or not let be heard, in words for the one who tried."""

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """What is the matter with a recording, or with who brings or judges it."""

    NOTHING = "nothing"
    LARGE = "large"
    BUSY = "busy"
    NOT_WAVE = "not_wave"
    NOT_WHOLE = "not_whole"
    SHORT = "short"
    LONG = "long"
    SILENT = "silent"
    QUIET = "quiet"
    CLIPPED = "clipped"
    NO_ENCODER = "no_encoder"
    NOT_ALLOWED = "not_allowed"
    OTHER_WORDS = "other_words"
    WAITS = "waits"
    NOTHING_WAITS = "nothing_waits"
    SAME_PERSON = "same_person"
    NO_KEY = "no_key"


REASONS: Mapping[Fault, str] = {
    Fault.NOTHING: "There was no recording in it.",
    Fault.LARGE: "It is larger than 8 MB: record it with 16,000 samples a second, one channel.",
    Fault.BUSY: "Too many recordings arrive at once. Send it again in a minute.",
    Fault.NOT_WAVE: "It is not a WAV of 16 bits, with one or two channels and a usual rate.",
    Fault.NOT_WHOLE: "The file is not whole: its end is missing. Send it again.",
    Fault.SHORT: "It is too short to say all of these words.",
    Fault.LONG: "It is longer than five minutes.",
    Fault.SILENT: "Nothing can be heard in it. Look at the microphone.",
    Fault.QUIET: "It is too quiet. Come nearer to the microphone.",
    Fault.CLIPPED: "It is too loud and sounds torn. Move away from the microphone.",
    Fault.NO_ENCODER: "This machine cannot write MP3: install lameenc.",
    Fault.NOT_ALLOWED: "Your roles do not allow this.",
    Fault.OTHER_WORDS: "These words are not spoken any more. Look at the list again.",
    Fault.WAITS: "A recording of another person waits for these words: it has to be judged first.",
    Fault.NOTHING_WAITS: "This recording does not wait any more. Look again, then listen.",
    Fault.SAME_PERSON: "Who recorded it does not approve it: another person does.",
    Fault.NO_KEY: "You do not hold the key that recordings are signed with.",
}


class NotTaken(ValueError):
    """This recording is not taken, or not judged; `why` says the reason."""

    def __init__(self, why: Fault) -> None:
        super().__init__(REASONS[why])
        self.why = why
