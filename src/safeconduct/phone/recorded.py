"""How recordings are named at the switch, so that after a fault it is known whose they are."""

import uuid

ANY = "*"


def voice_name(call: str) -> str:
    """Draw a name for a recording of a call."""
    return f"{call}-{uuid.uuid4().hex[:8]}"


def call_of(voice: str) -> str:
    """Return the call that a recording belongs to."""
    return voice.rpartition("-")[0]


def any_voice(call: str) -> str:
    """Return what stands for a recording of a call of which nobody knows whether it was begun."""
    return f"{call}-{ANY}"


def is_any(voice: str) -> bool:
    return voice.endswith(f"-{ANY}")
