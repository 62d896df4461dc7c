"""What was recorded bears the name of its call, and its own length, whatever broke meanwhile."""

import io
import wave

import pytest

from safeconduct.phone.recorded import any_voice, call_of, is_any, is_ours, voice_name, whole

SECOND = bytes(range(1, 251)) * 64
CALL = "line-2-1764000000.7"


def recorded(*, finished: bool) -> bytes:
    """Return a second as Asterisk writes it: how long it is stands there once it has ended."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(SECOND)
    content = file.getvalue()
    return content if finished else content[:4] + bytes(4) + content[8:40] + bytes(4) + SECOND


def test_a_recording_that_a_killed_switch_left_is_as_long_as_what_was_said() -> None:
    with wave.open(io.BytesIO(whole(recorded(finished=False)))) as sound:
        assert sound.getnframes() == sound.getframerate()
    assert whole(recorded(finished=False)) == recorded(finished=True)


@pytest.mark.parametrize(
    "content",
    [recorded(finished=True), b"", b"RIFF", b"no sound" * 9, recorded(finished=True)[:44]],
)
def test_any_other_recording_stays_as_it_is(content: bytes) -> None:
    assert whole(content) == content


def test_of_a_recording_it_is_known_whose_it_is() -> None:
    name = voice_name(CALL)
    assert (call_of(name), is_ours(name), is_any(name)) == (CALL, True, False)
    assert (call_of(any_voice(CALL)), is_any(any_voice(CALL))) == (CALL, True)
    assert (call_of(f"{CALL}-0123abcd"), is_ours(f"{CALL}-0123abcd")) == (CALL, False)
    assert call_of("voicemail-greeting") == ""
