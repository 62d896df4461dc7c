"""Keys of a telephone as RTP events (RFC 4733), in capture files that SIPp sends.

The captures that come with SIPp all bear the same time: a switch takes the second press of a key
for the first one.
"""

import random
import struct
from collections.abc import Iterator
from pathlib import Path

EVENTS = "0123456789*#"
PAYLOAD = 101
PACKET_SECONDS, SAMPLES = 0.02, 160
PRESSED, ENDS = 5, 3
SSRC = 0x5AFE0042
A_LAW, FLIPPED, POSITIVE = 8, 0x55, 0x80
WHISPERED = 20
"""Steps of A-law, each 16 of 32,768: a whisper is on average about 45 dB below the loudest."""
ETHERNET_IP = 1
PORT = 6000


def write_press(path: Path, key: str, place: int, *, copies: int = 1) -> None:
    """Write one key press as a capture; `place`: which press of this call it is, from 0.

    `copies`: how often each packet comes, as from a network that repeats them.
    """
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, ETHERNET_IP)
    frames = (
        struct.pack("<IIII", 0, round(at * 1e6), len(frame), len(frame)) + frame
        for at, frame in _frames(key, place)
        for _ in range(copies)
    )
    path.write_bytes(head + b"".join(frames))


def write_silence(path: Path, seconds: float) -> None:
    """Write sound in which nobody says anything (A-law)."""
    _write_sound(path, seconds, loudness=0)


def write_whisper(path: Path, seconds: float) -> None:
    """Write sound as low as a whisper, the same each time."""
    _write_sound(path, seconds, loudness=WHISPERED)


def _write_sound(path: Path, seconds: float, *, loudness: int) -> None:
    drawn = random.Random(SSRC)
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, ETHERNET_IP)
    frames = []
    for number in range(int(seconds / PACKET_SECONDS)):
        rtp = struct.pack(">BBHII", 0x80, A_LAW, number % 65536, number * SAMPLES, SSRC)
        rtp += bytes(_sample(drawn, loudness) for _ in range(SAMPLES))
        frame, at = _framed(rtp), round(number * PACKET_SECONDS * 1e6)
        stamp = struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(frame), len(frame))
        frames.append(stamp + frame)
    path.write_bytes(head + b"".join(frames))


def _sample(drawn: random.Random, loudness: int) -> int:
    """Draw one sample, of A-law's lowest steps."""
    sign = drawn.choice((0, POSITIVE)) if loudness else POSITIVE
    return (drawn.randint(0, loudness) | sign) ^ FLIPPED


def _frames(key: str, place: int) -> Iterator[tuple[float, bytes]]:
    since = 80_000 * (place + 1)
    for number in range(PRESSED + ENDS):
        ended = number >= PRESSED
        duration = SAMPLES * min(number + 1, PRESSED)
        event = struct.pack(">BBH", EVENTS.index(key), (0x80 if ended else 0) | 10, duration)
        kind = PAYLOAD | (0x80 if not number else 0)
        sequence = 100 * (place + 1) + number
        rtp = struct.pack(">BBHII", 0x80, kind, sequence, since, SSRC) + event
        yield number * PACKET_SECONDS, _framed(rtp)


def _framed(rtp: bytes) -> bytes:
    udp = struct.pack(">HHHH", PORT, PORT, 8 + len(rtp), 0) + rtp
    loopback = bytes((127, 0, 0, 1))
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + loopback * 2
    return bytes(12) + b"\x08\x00" + ip + udp
