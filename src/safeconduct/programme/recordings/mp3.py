"""How long an MP3 sounds, read from its frames: a file that holds anything else is refused."""

from collections.abc import Iterator
from dataclasses import dataclass

V1_KBIT = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
V2_KBIT = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the format: sample rates and bit rates by index, samples in a frame."""

    rates: tuple[int, int, int]
    kbit: tuple[int, ...]
    samples: int


VERSIONS = {
    3: Version(rates=(44_100, 48_000, 32_000), kbit=V1_KBIT, samples=1152),
    2: Version(rates=(22_050, 24_000, 16_000), kbit=V2_KBIT, samples=576),
    0: Version(rates=(11_025, 12_000, 8_000), kbit=V2_KBIT, samples=576),
}
"""By the two bits of a frame's header that name the version; 1 names none."""

SYNC = 0x7FF
LAYER_3 = 1
HEAD = 4
ID3_HEAD, ID3_TAIL = 10, 128


class NotSound(ValueError):
    """This is no whole MP3."""


def seconds(content: bytes) -> float:
    """Return how long it sounds; raises NotSound for what is not MP3 from end to end."""
    total = sum(duration for _, duration in _frames(content))
    if not total:
        raise NotSound("no MP3: it is empty")
    return total


def _frames(content: bytes) -> Iterator[tuple[int, float]]:
    """Yield the place and the seconds of each frame; tags at both ends are passed over."""
    place, end = _after_tag(content), len(content)
    if content[-ID3_TAIL:].startswith(b"TAG"):
        end -= ID3_TAIL
    while place < end:
        size, duration = _frame(content[place : place + HEAD])
        if place + size > end:
            raise NotSound("no whole MP3: it is cut off")
        yield place, duration
        place += size


def _after_tag(content: bytes) -> int:
    if not content.startswith(b"ID3") or len(content) < ID3_HEAD:
        return 0
    size = 0
    for byte in content[6:ID3_HEAD]:
        size = size << 7 | byte & 0x7F
    return ID3_HEAD + size


def _frame(head: bytes) -> tuple[int, float]:
    """Return bytes and seconds of the frame that begins with these four bytes."""
    bits = int.from_bytes(head, "big")
    version = VERSIONS.get(bits >> 19 & 3)
    kbit, rate = bits >> 12 & 15, bits >> 10 & 3
    known = version and bits >> 21 == SYNC and bits >> 17 & 3 == LAYER_3
    if not version or not known or kbit in {0, 15} or rate == len(version.rates):
        raise NotSound("no MP3: a frame is missing")
    samples, hertz = version.samples, version.rates[rate]
    size = samples // 8 * version.kbit[kbit] * 1000 // hertz + (bits >> 9 & 1)
    return size, samples / hertz
