"""The telephone of the terminal: what it says by SIP, and what it sends as sound and keys."""

import math
import random
import struct

import pytest

from safeconduct.drill.telephone.sound import ALAW, EVENTS, FRAME, SILENCE, Stream, alaw
from safeconduct.drill.telephone.words import Dialogue, Garbled, Message, ok, read, sound_of

TABLE = {0: 0xD5, -1: 0x55, 8: 0xD5, 1_000: 0xFA, -1_000: 0x7A, 32_767: 0xAA, -32_768: 0x2A}
"""Samples and their A-law, as another program codes them."""


def stream() -> Stream:
    return Stream(random.Random(7))


def head(packet: bytes) -> tuple[int, int, int, int, int]:
    return struct.unpack("!BBHII", packet[:12])


def samples(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}h", *values)


def linear(code: int) -> int:
    """Decode A-law as the recommendation says."""
    code ^= 0x55
    size, exponent = (code & 0x0F) << 4, code >> 4 & 7
    size = (size + 0x108) << (exponent - 1) if exponent else size + 8
    return size if code & 0x80 else -size


@pytest.mark.parametrize("sample", TABLE)
def test_a_sample_is_coded_as_others_code_it(sample) -> None:
    assert alaw(samples([sample])) == bytes([TABLE[sample]])


def test_what_is_coded_sounds_the_same_decoded() -> None:
    values = [round(20_000 * math.sin(at / 9)) for at in range(800)] + [*range(-300, 300, 7)]
    for value, code in zip(values, alaw(samples(values)), strict=True):
        assert abs(linear(code) - value) <= max(16, abs(value) / 16)


def test_where_nothing_is_said_there_is_silence_with_the_right_times() -> None:
    sent = stream()
    first, second = (head(sent.next_packets()[0]) for _ in range(2))
    assert first[1] == second[1] == ALAW
    assert second[2] == first[2] + 1
    assert second[3] == first[3] + FRAME
    assert sent.next_packets()[0][12:] == SILENCE


def test_a_key_is_one_event_with_an_end_sent_three_times() -> None:
    sent = stream()
    sent.press("#")
    packets = sent.next_packets()
    heads = [head(packet) for packet in packets]
    assert {one[3] for one in heads} == {heads[0][3]}
    assert [one[1] & 0x7F for one in heads] == [EVENTS] * 8
    assert [one[1] >> 7 for one in heads] == [1] + [0] * 7
    assert {packet[12] for packet in packets} == {11}
    assert [packet[13] >> 7 for packet in packets] == [0] * 5 + [1] * 3
    assert [one[2] - heads[0][2] for one in heads] == list(range(8))
    assert head(sent.next_packets()[0])[3] > heads[0][3]


def test_two_presses_of_one_key_are_two_events() -> None:
    sent = stream()
    sent.press("1")
    sent.press("1")
    begun = []
    for _ in range(12):
        packets = sent.next_packets()
        begun += [head(packets[0])[3]] if len(packets) > 1 else []
    assert len(set(begun)) == 2


@pytest.mark.parametrize("key", ["", "a", "12", "٣"])
def test_no_telephone_has_another_key(key) -> None:
    with pytest.raises(ValueError, match="no such key"):
        stream().press(key)


def dialogue() -> Dialogue:
    return Dialogue(
        number="79000000001", dialled="100", here=("127.0.0.1", 5062), there=("127.0.0.1", 5060),
        sound_port=40_000, call="c", tag="t", branch="b",
    )  # fmt: skip


def test_an_invitation_is_read_as_it_was_meant() -> None:
    found = read(dialogue().invite())
    assert found.method == found.about == "INVITE"
    assert sound_of(found.body) == ("127.0.0.1", 40_000)
    assert int(found.headers["content-length"]) == len(found.body.encode())


def test_an_answer_is_read_and_acknowledged_to_the_one_who_gave_it() -> None:
    answer = read(b"SIP/2.0 200 OK\r\nTo: <sip:100@x>;tag=9\r\nCSeq: 1 INVITE\r\n\r\n")
    assert (answer.status, answer.about) == (200, "INVITE")
    assert read(dialogue().acknowledge(answer)).headers["to"] == "<sip:100@x>;tag=9"
    assert read(dialogue().hang_up(answer)).method == "BYE"


def test_only_a_refusal_is_acknowledged_within_the_invitation() -> None:
    to = {"to": "x"}
    via = {
        status: read(dialogue().acknowledge(Message(status=status, headers=to))).headers["via"]
        for status in (200, 486)
    }
    assert via[486] == read(dialogue().invite()).headers["via"]
    assert via[200] != via[486]


def test_who_hangs_up_is_told_that_it_was_heard() -> None:
    bye = read(
        b"BYE sip:x SIP/2.0\r\nVia: v\r\nFrom: f\r\nTo: t\r\nCall-ID: c\r\nCSeq: 7 BYE\r\n\r\n"
    )
    agreed = read(ok(bye))
    assert agreed.status == 200
    assert agreed.about == "BYE"
    assert agreed.headers["call-id"] == "c"


@pytest.mark.parametrize(
    "noise", [b"", b"\r\n\r\n", b"\xff\xfe", b"HTTP/1.1 200 OK\r\n\r\n", b"SIP/2.0 2000 X\r\n\r\n"]
)
def test_noise_is_no_message(noise) -> None:
    with pytest.raises(Garbled):
        read(noise)


@pytest.mark.parametrize("body", ["", "m=audio 0 RTP/AVP 8", "c=IN IP4 1.2.3.4", "m=audio x"])
def test_without_a_place_for_sound_none_is_sent(body) -> None:
    assert sound_of(body) is None


def test_who_is_hushed_knows_whether_they_had_said_it_all() -> None:
    sent = stream()
    assert not sent.hush()
    sent.press("1")
    assert sent.hush()
    sent.press("1")
    sent.next_packets()
    assert not sent.hush()
    assert sent.next_packets()[0][12:] == SILENCE
