"""Padding: a sealed text shows one of few lengths, never how much a person wrote."""

from collections.abc import Sequence

KIB = 1024
ANSWERS = (1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB)
ATTACHMENTS = (256 * KIB, 1024 * KIB, 4096 * KIB, 16_384 * KIB)
LENGTH = 4


class TooLong(ValueError):
    """It does not fit into the largest size."""


class NotPadded(ValueError):
    """These bytes are not what `pad` writes."""


def size_band(length: int, sizes: Sequence[int] = ANSWERS) -> int:
    """Return the padded size for so many plain bytes; raises TooLong."""
    for size in sizes:
        if length + LENGTH <= size:
            return size
    raise TooLong(f"at most {sizes[-1] - LENGTH} bytes")


def pad(plain: bytes, sizes: Sequence[int] = ANSWERS) -> bytes:
    """Return length, text and zeros, exactly one of `sizes` long; raises TooLong."""
    size = size_band(len(plain), sizes)
    return (len(plain).to_bytes(LENGTH, "big") + plain).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the text that was padded; raises NotPadded."""
    end = LENGTH + int.from_bytes(padded[:LENGTH], "big")
    if len(padded) < LENGTH or end > len(padded) or padded[end:].strip(b"\0"):
        raise NotPadded
    return padded[LENGTH:end]
