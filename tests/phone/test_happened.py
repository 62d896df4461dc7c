"""What Asterisk tells of is read in few words; all else is left."""

import pytest

from safeconduct.phone.happened import Happened, Kind, caller_of, read


def test_a_key_is_read_and_stands_in_no_repr() -> None:
    event = {"type": "ChannelDtmfReceived", "digit": "7", "channel": {"id": "1.2"}}
    found = read(event)
    assert found == Happened(kind=Kind.KEY, call="1.2", key="7")
    assert "7" not in repr(found)


def test_of_a_call_that_came_both_numbers_are_read_and_the_callers_stands_in_no_repr() -> None:
    channel = {"id": "1.2", "caller": {"number": "+79000000042", "name": "Ivan"}}
    found = read({"type": "StasisStart", "channel": channel, "args": ["380800000000"]})
    assert found == Happened(
        kind=Kind.CAME, call="1.2", dialled="380800000000", caller="79000000042"
    )
    assert "79000000042" not in repr(found)
    assert "Ivan" not in repr(found)


@pytest.mark.parametrize("number", ["", "anonymous", "unavailable", "ivan@example.org", "٧٩٠٠"])
def test_a_hidden_number_is_none(number) -> None:
    assert caller_of({"caller": {"number": number}}) == ""
    assert caller_of(None) == ""


def test_the_end_of_a_recording_tells_how_long_it_is() -> None:
    recording = {"name": "1.2-a", "target_uri": "channel:1.2", "duration": 4}
    found = read({"type": "RecordingFinished", "recording": recording})
    assert found == Happened(kind=Kind.RECORDED, call="1.2", of="1.2-a", seconds=4)


@pytest.mark.parametrize("status", ["RINGING", "PROGRESS"])
def test_a_telephone_that_rings_somewhere_is_told_by_the_call_that_dials_it(status) -> None:
    event = {"type": "Dial", "dialstatus": status, "peer": {"id": "out"}, "caller": {"id": "in"}}
    assert read(event) == Happened(kind=Kind.RINGS, call="out")


def test_the_end_of_a_call_tells_why_in_both_tongues() -> None:
    event = {"type": "ChannelDestroyed", "cause": 34, "tech_cause": 503, "channel": {"id": "1.2"}}
    assert read(event) == Happened(kind=Kind.DESTROYED, call="1.2", cause=34, status=503)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "Dial", "dialstatus": "", "peer": {"id": "1.2"}},
        {"type": "Dial", "dialstatus": "RINGING"},
        {"type": 1},
        {"type": "ChannelVarset", "channel": {"id": "1.2"}},
        {"type": "StasisStart"},
        {"type": "StasisStart", "channel": "1.2"},
        {"type": "PlaybackFinished", "playback": {"target_uri": 7}},
    ],
)
def test_what_is_no_business_of_ours_is_left(event) -> None:
    assert read(event) is None
