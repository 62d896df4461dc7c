"""Draw a picture anew: a program of its own, which gets a file and gives fresh pixels.

It runs without keys, addresses or database (`redrawing.py`) and under limits of its own, since
decoders of pictures are where hostile files strike. Imports nothing of the product.
"""

import io
import resource
import sys

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000
QUALITY = 85
PAPER = (255, 255, 255)
BOUNDS = (
    (resource.RLIMIT_CPU, 10),
    (resource.RLIMIT_AS, 768 * 1024 * 1024),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
"""Seconds and bytes: no picture needs more, and no file is written."""


def main() -> int:
    """Read a file from the standard input, write a JPEG; 1 where it is no picture."""
    for limit, most in BOUNDS:
        resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        drawn = redraw(sys.stdin.buffer.read())
    except Exception:  # noqa: BLE001 - a hostile file may break a decoder in any way
        return 1
    sys.stdout.buffer.write(drawn)
    return 0


def redraw(content: bytes) -> bytes:
    """Return a JPEG of bounded size, made of pixels alone: nothing else of the file is in it."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        pixels = upright.convert("RGBA")
    fresh = Image.new("RGB", pixels.size, PAPER)
    fresh.paste(pixels, mask=pixels.getchannel("A"))
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
