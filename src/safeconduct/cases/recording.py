"""Reading published words aloud: one member records, another lets it be heard or refuses it.

Each step has its event, which names words and sound by their digests. Sounds are no content of any
case: the words are published, and everybody may hear them.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from safeconduct.cases.programme_log import tell
from safeconduct.cases.writer import writing
from safeconduct.domain.programme_events import About, Happening
from safeconduct.domain.role import MACHINE, Actor, Right
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.programme.models import Recording
from safeconduct.programme.recordings import wanted
from safeconduct.programme.recordings.not_taken import Fault, NotTaken
from safeconduct.programme.recordings.shelf import Shelf
from safeconduct.programme.recordings.spoken import Purpose, Spoken
from safeconduct.programme.recordings.taking import from_file, from_wave
from safeconduct.programme.signing import NoReplyKey, reply_key
from safeconduct.vault.approved_sounds import sign_sound

SHORT = 32
WAITING, APPROVED, REFUSED = Recording.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Words that were read aloud, and the sound of it as it will be played."""

    purpose: Purpose
    spoken: Spoken
    sound: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.sound).hexdigest()


def shelf() -> Shelf:
    """Return what is played, by the keys that the directory lists now."""
    return Shelf(settings.HOME.recordings, lambda: current_bundle().reply_keys)


def take_recording(
    content: bytes, spoken: Spoken, purpose: Purpose, *, actor: Actor, at: datetime
) -> str:
    """Keep a WAV of these words until another member judges it; returns its mark.

    Raises NotTaken. What the same member recorded before, and nobody has judged, gives way.
    """
    if not actor.may(Right.RECORD):
        raise NotTaken(Fault.NOT_ALLOWED)
    sound = from_wave(content, spoken, purpose)
    return _keep(Read(purpose=purpose, spoken=spoken, sound=sound), actor.call_sign, at)


def take_recording_at_machine(
    content: bytes, spoken: Spoken, purpose: Purpose, *, at: datetime
) -> str:
    """Keep a file that somebody brought to the programme's machine; raises NotTaken, NotSound."""
    sound = from_file(content, spoken, purpose)
    return _keep(Read(purpose=purpose, spoken=spoken, sound=sound), MACHINE, at)


def approve_recording(mark: str, *, reader: Reader, at: datetime) -> None:
    """Sign a sound that another recorded, so that it is played from now on; raises NotTaken.

    Told before the files are put in their places: a log that takes nothing lets nothing be heard.
    """
    with writing():
        row = _waiting(mark, reader)
        if row.recorded_by == reader.call_sign:
            raise NotTaken(Fault.SAME_PERSON)
        spoken = _spoken(row)
        sound = bytes(row.sound)
        signed = _signed(row.words, sound, reader)
        _judge(row, APPROVED, reader, at)
        played = shelf()
        played.approve(played.human(spoken, Purpose(row.purpose)), sound, signed)


def refuse_recording(mark: str, *, reader: Reader, at: datetime) -> None:
    """Drop a recording that waits: what was heard before is heard on. Raises NotTaken."""
    with writing():
        _judge(_waiting(mark, reader), REFUSED, reader, at)


def _keep(read: Read, by: str, at: datetime) -> str:
    with writing():
        waits = Recording.objects.select_for_update().filter(
            state=WAITING, purpose=read.purpose, words=read.spoken.digest
        )
        if waits.exclude(recorded_by=by).exists():
            raise NotTaken(Fault.WAITS)
        waits.delete()
        Recording.objects.create(
            purpose=read.purpose,
            language=read.spoken.language,
            name=read.spoken.name,
            words=read.spoken.digest,
            sound=read.sound,
            mark=read.mark,
            recorded_by=by,
        )
        tell(Happening.RECORDED, by, at, _about(read.spoken.digest, read.mark))
    return read.mark


def _waiting(mark: str, reader: Reader) -> Recording:
    if not reader.actor.may(Right.APPROVE_RECORDING):
        raise NotTaken(Fault.NOT_ALLOWED)
    row = Recording.objects.select_for_update().filter(state=WAITING, mark=mark).first()
    if row is None:
        raise NotTaken(Fault.NOTHING_WAITS)
    return row


def _spoken(row: Recording) -> Spoken:
    """Return the words of a recording, as long as they are still spoken."""
    found = wanted.find(settings.HOME.recordings, Purpose(row.purpose), row.words)
    if found is None:
        raise NotTaken(Fault.OTHER_WORDS)
    return found.spoken


def _signed(words: str, sound: bytes, reader: Reader) -> bytes:
    try:
        return sign_sound(words, sound, reply_key(reader))
    except NoReplyKey as error:
        raise NotTaken(Fault.NO_KEY) from error


def _judge(row: Recording, state: Recording.State, reader: Reader, at: datetime) -> None:
    """Write the judgement down; the sound itself leaves the database."""
    row.state, row.judged_by, row.sound = state, reader.call_sign, b""
    row.save(update_fields=["state", "judged_by", "sound"])
    kind = Happening.RECORDING_APPROVED if state == APPROVED else Happening.RECORDING_REFUSED
    tell(kind, reader.call_sign, at, _about(row.words, row.mark))


def _about(words: str, mark: str) -> About:
    return About(prompt=words, sound=mark[:SHORT])
