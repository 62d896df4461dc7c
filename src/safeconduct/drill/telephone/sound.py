"""Sound and keys as RTP packets (RFC 3550, 4733), A-law at 8,000 samples a second (G.711)."""

import struct
from collections import deque
from dataclasses import dataclass, field
from random import Random

ALAW, EVENTS = 8, 101
FRAME, FRAME_SECONDS = 160, 0.02
KEYS = "0123456789*#"
LOUDNESS = 10
"""Of a key, in dB below the loudest: what telephones send."""
PRESSED_FRAMES, END_PACKETS = 5, 3
SILENCE = bytes([0xD5]) * FRAME
PAUSE_FRAMES = 5


@dataclass(slots=True)
class Stream:
    """What one side sends: a frame each 20 ms, silence where there is nothing to say."""

    random: Random
    waiting: deque[bytes | str] = field(default_factory=deque)
    sequence: int = 0
    time: int = 0
    source: int = 0

    def __post_init__(self) -> None:
        self.sequence, self.time = self.random.getrandbits(15), self.random.getrandbits(30)
        self.source = self.random.getrandbits(32)

    def press(self, key: str) -> None:
        """Have a key pressed after what waits; raises ValueError for what no telephone has."""
        if len(key) != 1 or key not in KEYS:
            raise ValueError("no such key")
        self.waiting.append(key)
        self.waiting.extend([SILENCE] * PAUSE_FRAMES)

    def say(self, samples: bytes) -> None:
        """Have sound sent after what waits: signed 16-bit samples, 8,000 a second."""
        coded = alaw(samples)
        frames = (coded[start : start + FRAME] for start in range(0, len(coded), FRAME))
        self.waiting.extend(frame.ljust(FRAME, SILENCE[:1]) for frame in frames)

    def hush(self) -> bool:
        """Send nothing more of what waits; True where that was more than silence."""
        cut_off = any(one != SILENCE for one in self.waiting)
        self.waiting.clear()
        return cut_off

    def next_packets(self) -> list[bytes]:
        """Return the packets of the next turn of 20 ms, or of a whole key."""
        what = self.waiting.popleft() if self.waiting else SILENCE
        if isinstance(what, bytes):
            return [self._packet(ALAW, what, self.time, advance=FRAME)]
        return self._key(what)

    def _key(self, key: str) -> list[bytes]:
        begun, packets = self.time, []
        for number in range(PRESSED_FRAMES + END_PACKETS):
            ended = number >= PRESSED_FRAMES
            lasted = FRAME * min(number + 1, PRESSED_FRAMES)
            event = struct.pack("!BBH", KEYS.index(key), ended << 7 | LOUDNESS, lasted)
            kind = EVENTS | (0 if number else 0x80)
            packets.append(self._packet(kind, event, begun))
        self.time = (begun + FRAME * PRESSED_FRAMES) & 0xFFFFFFFF
        return packets

    def _packet(self, kind: int, content: bytes, at: int, *, advance: int = 0) -> bytes:
        head = struct.pack("!BBHII", 0x80, kind, self.sequence, at, self.source)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.time = (self.time + advance) & 0xFFFFFFFF
        return head + content


def alaw(samples: bytes) -> bytes:
    """Return 16-bit samples as A-law (ITU-T G.711)."""
    return bytes(_alaw(one) for (one,) in struct.iter_unpack("<h", samples))


def _alaw(sample: int) -> int:
    size = (~sample if sample < 0 else sample) >> 4
    exponent = max(0, size.bit_length() - 4)
    if exponent:
        size = (size >> (exponent - 1)) - 16 + (exponent << 4)
    return (size | (0x80 if sample >= 0 else 0)) ^ 0x55
