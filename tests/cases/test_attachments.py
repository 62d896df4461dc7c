"""What a hostile file meets: it is told by its bytes, drawn in a closed room, or not at all."""

import io
import subprocess
import time
import tracemalloc

import pytest
from PIL import Image, PngImagePlugin

from safeconduct.cases.attachments import drawing, redrawing
from safeconduct.cases.attachments.kinds import (
    M4A,
    MOST_BYTES,
    MP3,
    OGG,
    OTHER,
    PDF,
    PICTURE,
    TEXT,
    WAV,
    FileKind,
    form_of,
)
from safeconduct.cases.attachments.redrawing import NotAPicture, redrawn
from safeconduct.cases.contents import File, NotReadable, read_content
from safeconduct.vault import padding
from tests.making import NOON

KYIV = {1: "N", 2: (50.0, 27.0, 1.0), 3: "E", 4: (30.0, 31.0, 2.0)}
GPS = 0x8825
MODEL = 0x0110


def picture(form: str = "JPEG", size: tuple[int, int] = (80, 60), **with_it: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, form, **with_it)
    return written.getvalue()


def with_place() -> bytes:
    told = Image.Exif()
    told.get_ifd(GPS).update(KYIV)
    told[MODEL] = "SECRET-PHONE"
    return picture(exif=told, comment=b"SECRET-COMMENT")


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(redrawn(content)))


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (picture("JPEG"), PICTURE),
        (picture("PNG"), PICTURE),
        (picture("WEBP"), PICTURE),
        (b"OggS\0\2" + bytes(22) + b"\1\x13OpusHead" + bytes(99), OGG),
        (b"ID3\4" + bytes(99), MP3),
        (b"\xff\xfb\x90\x64" + bytes(99), MP3),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", M4A),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), WAV),
        (b"%PDF-1.7\n", PDF),
        ("Просто слова.\n".encode(), TEXT),
        (picture("GIF"), OTHER),
        (picture("BMP"), OTHER),
        (b"MZ\x90\0" + bytes(99), OTHER),
        (b"\x7fELF" + bytes(99), OTHER),
        (b"#!/bin/sh\nrm -rf /\n", OTHER),
        (b"<html><script>alert(1)</script>", OTHER),
        (b'\xef\xbb\xbf <svg onload="alert(1)"/>', OTHER),
        (b"PK\3\4" + bytes(99), OTHER),
        (b"GIF89a/*" + b"*/=1;alert(1)//", TEXT),
        (b"", OTHER),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, form) -> None:
    assert form_of(content) is form


def test_nothing_but_a_voice_is_sent_on_under_a_type_that_browsers_act_on() -> None:
    for form in (PDF, TEXT, OTHER):
        assert form.media == "application/octet-stream"
        assert form.kind in {FileKind.DOCUMENT, FileKind.OTHER}


def test_where_and_with_what_a_picture_was_taken_is_gone() -> None:
    sent = with_place()
    assert b"SECRET-PHONE" in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)
    fresh = redrawn(sent)
    shown = Image.open(io.BytesIO(fresh))
    assert not shown.getexif()
    assert not shown.getexif().get_ifd(GPS)
    assert b"SECRET" not in fresh
    assert b"Exif" not in fresh
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_words_hidden_in_a_png_are_gone() -> None:
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "SECRET", zip=True)
    assert b"SECRET" not in redrawn(picture("PNG", pnginfo=hidden))


def test_a_picture_that_lies_on_its_side_is_shown_upright() -> None:
    told = Image.Exif()
    told[0x0112] = 6
    assert drawn(picture(exif=told)).size == (60, 80)


def test_a_large_picture_becomes_a_bounded_one() -> None:
    shown = drawn(picture(size=(4000, 3000)))
    assert max(shown.size) == drawing.LONGEST_SIDE


def test_a_polyglot_leaves_only_pixels() -> None:
    script = b"<script>alert(1)</script>" * 20
    polyglot = picture(comment=b"*/=1;" + script) + script + b"PK\3\4" + script
    assert form_of(polyglot) is PICTURE
    assert b"script" not in redrawn(polyglot)
    assert b"PK\3\4" not in redrawn(polyglot)


@pytest.mark.parametrize("side", [20_000, 60_000])
def test_a_decompression_bomb_is_refused_at_once(side: int) -> None:
    bomb = bomb_of(side)
    assert len(bomb) < 1_000_000
    begun = time.monotonic()
    with pytest.raises(NotAPicture):
        redrawn(bomb)
    assert time.monotonic() - begun < 15


def bomb_of(side: int) -> bytes:
    """A small PNG that says it has so many pixels a side, as black as the first of them."""
    small = io.BytesIO()
    Image.new("1", (8, 8)).save(small, "PNG")
    real = io.BytesIO()
    if side <= 20_000:
        Image.new("1", (side, side)).save(real, "PNG")
        return real.getvalue()
    lied = bytearray(small.getvalue())
    lied[16:24] = side.to_bytes(4, "big") * 2
    return bytes(lied)


def test_a_picture_that_is_not_whole_or_not_one_is_told_so() -> None:
    whole = picture(size=(800, 600))
    for broken in (
        whole[: len(whole) // 2],
        whole[:20],
        b"\xff\xd8\xff" + bytes(9),
        picture("GIF"),
    ):
        with pytest.raises(NotAPicture):
            redrawn(broken)


def test_a_text_that_names_itself_a_picture_to_postscript_runs_nothing() -> None:
    with pytest.raises(NotAPicture):
        redrawn(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")


def test_what_hangs_in_a_decoder_is_ended(monkeypatch, tmp_path) -> None:
    hangs = tmp_path / "drawing.py"
    hangs.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(redrawing, "DRAWING", hangs)
    monkeypatch.setattr(redrawing, "PATIENCE", 0.5)
    with pytest.raises(NotAPicture):
        redrawn(picture())


def test_the_program_that_draws_knows_nothing_of_the_programme(monkeypatch) -> None:
    asked = {}
    run = subprocess.run

    def noted(command, **facts):
        asked.update(facts, command=command)
        return run(command, **facts)

    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(subprocess, "run", noted)
    redrawn(picture())
    assert asked["env"] == {}
    assert "-I" in asked["command"]
    assert "safeconduct" not in drawing.__dict__


def test_a_drawing_of_many_pixels_leaves_our_own_memory_alone() -> None:
    large = picture("PNG", size=(6000, 6000))
    tracemalloc.start()
    redrawn(large)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * 2**20


def test_the_largest_file_fits_its_band_and_a_caption_with_it() -> None:
    said = "\u0001" * 1024
    body = File(content=bytes(MOST_BYTES), at=NOON, words=said).encode()
    assert padding.size_band(len(body), padding.ATTACHMENTS) == padding.ATTACHMENTS[-1]


def test_a_file_comes_out_as_it_went_in() -> None:
    file = File(content=b"\0file\xff{}", at=NOON, words="Вот")
    assert read_content(file.encode()) == file
    assert "Вот" not in repr(file)


@pytest.mark.parametrize(
    "plain",
    [b"\0file", b"\0file\0\0\0\2[]", b"\0file\xff\xff\xff\xff{}", b'\0file\0\0\0\x0b{"at":"now"}'],
)
def test_a_head_that_no_door_of_ours_wrote_is_not_read(plain: bytes) -> None:
    with pytest.raises(NotReadable):
        read_content(plain)
