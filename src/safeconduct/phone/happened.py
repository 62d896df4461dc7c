"""What happened on the switch, in the few words that a call needs; all else is left unread."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.phone.configuration import LEG
from safeconduct.talks.orders import Order
from safeconduct.talks.seats import Seat

Json = Mapping[str, object]
BACK = "-back-"
"""What the names of calls hold that we make, between node and try."""
NORMAL = 16
"""Why a channel ended: somebody hung up (Q.850)."""
PUT_DOWN = 31
"""How an operator's page says that a hand has hung up (`line.js`): a closed page says `NORMAL`."""


class Kind(StrEnum):
    """What the line listens for, by the name that Asterisk gives it; `TOLD` comes from the desk."""

    CAME = "StasisStart"
    KEY = "ChannelDtmfReceived"
    PLAYED = "PlaybackFinished"
    RECORDED = "RecordingFinished"
    NOT_RECORDED = "RecordingFailed"
    RINGS = "Dial"
    LEFT = "StasisEnd"
    DESTROYED = "ChannelDestroyed"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing on one call. `of`: the playback or recording it is about; `seconds` of voice.

    `cause`: why a channel ended; `status`: what SIP said then, 0 where nobody says. `rings`: the
    seat that is to ring; `order`: an operator's wish.
    Of a call that came: `dialled`, our own number, and `caller`, theirs, which is kept nowhere.
    """

    kind: Kind
    call: str
    of: str = ""
    key: str = field(default="", repr=False)
    seconds: int = 0
    cause: int = 0
    status: int = 0
    rings: Seat | None = None
    order: Order | None = None
    dialled: str = ""
    caller: str = field(default="", repr=False)


def read(event: Json) -> Happened | None:
    """Return what an event says; None for what is no business of ours."""
    try:
        kind = Kind(str(event.get("type")))
    except ValueError:
        return None
    return READERS[kind](kind, event) if kind in READERS else None


def is_leg(channel: str) -> bool:
    """Say whether a channel is one that we made, and no caller."""
    return channel.startswith(LEG)


def is_back(channel: str) -> bool:
    """Say whether a channel is a call that we made, and nobody who called us."""
    return bool(re.search(rf"{BACK}[0-9a-f]{{32}}$", channel))


def _of_channel(kind: Kind, event: Json) -> Happened | None:
    call = _text(event.get("channel"), "id")
    key, cause, status = event.get("digit"), event.get("cause"), event.get("tech_cause")
    if not call:
        return None
    return Happened(
        kind=kind,
        call=call,
        key=key if isinstance(key, str) else "",
        cause=cause if isinstance(cause, int) else 0,
        status=status if isinstance(status, int) else 0,
    )


def _of_dialling(kind: Kind, event: Json) -> Happened | None:
    """Read that a telephone rings somewhere; an early announcement says as much."""
    call = _text(event.get("peer"), "id")
    rings = event.get("dialstatus") in {"RINGING", "PROGRESS"}
    return Happened(kind=kind, call=call) if call and rings else None


def _of_call(kind: Kind, event: Json) -> Happened | None:
    call, arguments = _text(event.get("channel"), "id"), event.get("args")
    dialled = arguments[0] if isinstance(arguments, list) and arguments else ""
    if not call:
        return None
    return Happened(
        kind=kind, call=call, dialled=str(dialled), caller=caller_of(event.get("channel"))
    )


def caller_of(channel: object) -> str:
    """Return the digits of the number that a channel comes from; nothing where it is hidden."""
    caller = channel.get("caller") if isinstance(channel, dict) else None
    number = _text(caller, "number").removeprefix("+")
    return number if number.isascii() and number.isdigit() else ""


def _of_playback(kind: Kind, event: Json) -> Happened | None:
    playback = event.get("playback")
    call = _text(playback, "target_uri").removeprefix("channel:")
    return Happened(kind=kind, call=call, of=_text(playback, "id")) if call else None


def _of_recording(kind: Kind, event: Json) -> Happened | None:
    recording = event.get("recording")
    call = _text(recording, "target_uri").removeprefix("channel:")
    seconds = recording.get("duration") if isinstance(recording, dict) else None
    return Happened(
        kind=kind,
        call=call,
        of=_text(recording, "name"),
        seconds=seconds if isinstance(seconds, int) else 0,
    )


def _text(found: object, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


READERS = {
    Kind.CAME: _of_call,
    Kind.KEY: _of_channel,
    Kind.PLAYED: _of_playback,
    Kind.RECORDED: _of_recording,
    Kind.NOT_RECORDED: _of_recording,
    Kind.RINGS: _of_dialling,
    Kind.LEFT: _of_channel,
    Kind.DESTROYED: _of_channel,
}
