"""Whether a call heard certain words: the sound that came is compared with the sound of them."""

from collections.abc import Iterable

from safeconduct.drill.telephone.sound import FRAME, alaw
from safeconduct.programme.recordings.engines import say
from safeconduct.programme.recordings.spoken import Spoken
from safeconduct.programme.recordings.telephone import for_telephones

ENOUGH = 0.9
"""The share of the frames of the words that must have come: a network may lose some."""
QUIET = frozenset({0xD5, 0x55, 0xD4, 0x54})
"""A-law of what nobody hears; frames of nothing else tell no words apart."""


def frames_of(spoken: Spoken) -> frozenset[bytes]:
    """Return the frames that tell these words, as this machine says them; raises Mute."""
    coded = alaw(for_telephones(say(spoken)[0]).samples)
    whole = range(0, len(coded) - FRAME + 1, FRAME)
    return frozenset(_telling(coded[start : start + FRAME] for start in whole))


def _telling(frames: Iterable[bytes]) -> Iterable[bytes]:
    return (frame for frame in frames if not QUIET.issuperset(frame))


def heard(wanted: frozenset[bytes], came: Iterable[bytes]) -> bool:
    """Say whether the frames of some words are among those that came."""
    return bool(wanted) and len(wanted.intersection(came)) >= ENOUGH * len(wanted)
