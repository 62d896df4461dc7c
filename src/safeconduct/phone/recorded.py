"""What was recorded at the switch: whose it is, and how long, so that no fault makes it nobody's.

A switch that is named may serve others too: what they recorded is no business of ours.
"""

import re
import uuid

from safeconduct.phone.configuration import APPLICATION

ANY = "*"
BYTES_EACH_SECOND = 16_000
LEAST_SECONDS = 0.4
"""Of silence alone the switch keeps a fifth of a second, and tells of a whole one."""
HEAD, UNKNOWN = 44, b"data" + bytes(4)
"""A WAV's head as Asterisk writes it; how long the sound is stands in its last four bytes."""
NAMED = re.compile(rf"(?P<ours>{APPLICATION}-)?(?P<call>.+)-(?:[0-9a-f]{{8}}|\*)")
"""An older version named them by the call alone."""


def voice_name(call: str) -> str:
    """Draw a name for a recording of a call."""
    return f"{APPLICATION}-{call}-{uuid.uuid4().hex[:8]}"


def any_voice(call: str) -> str:
    """Return what stands for a recording of a call of which nobody knows whether it was begun."""
    return f"{APPLICATION}-{call}-{ANY}"


def is_any(voice: str) -> bool:
    return voice.endswith(f"-{ANY}")


def is_ours(voice: str) -> bool:
    """Say whether it is sure that we made a recording, so that we may remove it."""
    named = NAMED.fullmatch(voice)
    return bool(named and named["ours"])


def call_of(voice: str) -> str:
    """Return the call that a recording belongs to; nothing where it is none of ours."""
    named = NAMED.fullmatch(voice)
    return named["call"] if named else ""


def is_empty(content: bytes) -> bool:
    """Say whether a recording holds nothing but the silence at which the switch ended it."""
    return len(content) - HEAD < LEAST_SECONDS * BYTES_EACH_SECOND


def whole(content: bytes) -> bytes:
    """Return a recording with its length: one that a killed switch left says that it has none."""
    if content[:4] != b"RIFF" or content[HEAD - 8 : HEAD] != UNKNOWN:
        return content
    size, length = len(content) - 8, len(content) - HEAD
    head = content[:4] + size.to_bytes(4, "little") + content[8 : HEAD - 4]
    return head + length.to_bytes(4, "little") + content[HEAD:]
