"""What a page hears of its own call, out of what the switch tells."""

from safeconduct.drill.try_line.hearing import Happened, Kind, read


def test_what_is_played_is_named_by_its_recording() -> None:
    playback = {"target_uri": "channel:17.3", "media_uri": "sound:/var/recordings/phone/ru/abc"}
    said = read({"type": "PlaybackStarted", "playback": playback})
    assert said == Happened(kind=Kind.PLAYS, call="17.3", played="abc")


def test_a_call_begins_and_ends() -> None:
    channel = {"id": "17.3", "caller": {"number": "guest-1"}}
    assert read({"type": "ChannelCreated", "channel": channel}) == Happened(
        kind=Kind.BEGAN, call="17.3"
    )
    assert read({"type": "ChannelDestroyed", "channel": channel}) == Happened(
        kind=Kind.ENDED, call="17.3"
    )


def test_all_else_is_left_unread() -> None:
    assert read({"type": "ChannelDtmfReceived", "digit": "1"}) is None
    assert read({}) is None
