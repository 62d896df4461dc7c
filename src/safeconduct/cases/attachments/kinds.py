"""What a file is, told by its first bytes: never by a name or by what its sender says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from safeconduct.vault import padding

# What lies beside a file in its sealed part: when it was sent, a caption, lengths.
BESIDE = 8 * 1024
MOST_BYTES = padding.ATTACHMENTS[-1] - BESIDE
"""The largest file that any door takes."""
LARGEST_TEXT_LOOKED_AT = 256 * 1024


class FileKind(StrEnum):
    """What the desk does with a file: draw it anew, play it, or hand it out closed."""

    PICTURE = "picture"
    VOICE = "voice"
    DOCUMENT = "document"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of content: the type under which it is sent on, and the ending of its name."""

    kind: FileKind
    media: str
    ending: str


PICTURE = Form(kind=FileKind.PICTURE, media="image/jpeg", ending="jpg")
OGG = Form(kind=FileKind.VOICE, media="audio/ogg", ending="ogg")
MP3 = Form(kind=FileKind.VOICE, media="audio/mpeg", ending="mp3")
M4A = Form(kind=FileKind.VOICE, media="audio/mp4", ending="m4a")
WAV = Form(kind=FileKind.VOICE, media="audio/wav", ending="wav")
PDF = Form(kind=FileKind.DOCUMENT, media="application/octet-stream", ending="pdf")
TEXT = Form(kind=FileKind.DOCUMENT, media="application/octet-stream", ending="txt")
OTHER = Form(kind=FileKind.OTHER, media="application/octet-stream", ending="bin")


def form_of(content: bytes) -> Form:
    """Return what these bytes are; what is not known is `other`, whatever it calls itself."""
    return next((form for form, is_one in FORMS.items() if is_one(content)), OTHER)


def _is_picture(content: bytes) -> bool:
    jpeg, png = content.startswith(b"\xff\xd8\xff"), content.startswith(b"\x89PNG\r\n\x1a\n")
    return jpeg or png or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")


def _is_ogg(content: bytes) -> bool:
    first_page = content[:128]
    return first_page.startswith(b"OggS") and (b"OpusHead" in first_page or b"vorbis" in first_page)


def _is_mp3(content: bytes) -> bool:
    """An ID3 tag, or the header of an MPEG layer III frame."""
    return content.startswith((b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"))


def _is_m4a(content: bytes) -> bool:
    return content[4:11] == b"ftypM4A"


def _is_wav(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WAVE"


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _is_text(content: bytes) -> bool:
    """Words and nothing that a program could be: UTF-8 without control characters, no markup."""
    if not content or len(content) > LARGEST_TEXT_LOOKED_AT:
        return False
    try:
        words = content.decode()
    except UnicodeDecodeError:
        return False
    plain = all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in words)
    return plain and not words.lstrip("\ufeff \r\n\t").startswith(("<", "#!"))


FORMS: Mapping[Form, Callable[[bytes], bool]] = {
    PICTURE: _is_picture,
    OGG: _is_ogg,
    MP3: _is_mp3,
    M4A: _is_m4a,
    WAV: _is_wav,
    PDF: _is_pdf,
    TEXT: _is_text,
}
