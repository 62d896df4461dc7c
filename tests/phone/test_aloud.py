"""An answer of staff read aloud: whole, in parts, and nothing of it left behind."""

import asyncio
import errno
import threading
import wave
from pathlib import Path

import pytest

from safeconduct.phone.aloud import LONGEST_PIECE, Aloud, pieces
from safeconduct.programme.recordings.spoken import Spoken
from tests.phone.spoken import words_of

ANSWER = "Ждите ночи. Идите без оружия!\nРуки должны быть видны… Вопросы? Пишите."


def test_an_answer_is_cut_at_sentences_and_is_whole() -> None:
    long = " ".join([ANSWER] * 20)
    said = words_of(pieces(long, "ru"))
    assert " ".join(said).split() == long.split()
    assert all(len(part) <= LONGEST_PIECE for part in said)
    assert len(said) > 5


@pytest.mark.parametrize(
    "words",
    ["а" * 3_000, "слово " * 900, "\n\n.\n", "http://x.org/" + "a" * 700],
)
def test_what_has_no_sentences_is_said_in_parts_too(words) -> None:
    said = words_of(pieces(words, "ru"))
    assert "".join(said).replace(" ", "") == "".join(words.split())
    assert all(len(part) <= LONGEST_PIECE for part in said)


def test_an_empty_answer_has_no_parts() -> None:
    assert pieces(" \n ", "ru") == ()


def test_a_part_lies_in_its_folder_while_it_is_said_and_is_gone_afterwards(tmp_path: Path) -> None:
    aloud = Aloud(tmp_path / "aloud")
    (part,) = pieces("Wait for the night.", "en")
    seen: list[str] = []

    async def in_thread(make, spoken: Spoken) -> Path:
        return make(spoken)

    async def said() -> None:
        async with aloud.said(part, in_thread) as path:
            with wave.open(str(path.with_suffix(".wav"))) as file:
                assert file.getframerate() == 8_000
                assert file.getnframes() > 4_000
            seen.append(path.name)
            raise ConnectionResetError

    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            asyncio.run(said())
    assert list((tmp_path / "aloud").iterdir()) == []
    assert seen[0] != seen[1]
    assert part.digest not in seen


def test_a_part_whose_call_ends_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    aloud = Aloud(tmp_path / "aloud")
    (part,) = pieces("Wait for the night.", "en")
    begun, cut, made = threading.Event(), threading.Event(), []

    async def in_thread(make, spoken: Spoken) -> Path:
        def made_in_time() -> Path:
            begun.set()
            assert cut.wait(10)
            made.append(make(spoken))
            return made[-1]

        return await asyncio.to_thread(made_in_time)

    async def said() -> None:
        async with aloud.said(part, in_thread):
            raise AssertionError("it is not said to somebody who has gone")

    async def ends() -> None:
        saying = asyncio.create_task(said())
        assert await asyncio.to_thread(begun.wait, 10)
        saying.cancel()
        assert isinstance((await asyncio.gather(saying, return_exceptions=True))[0], BaseException)
        cut.set()

    asyncio.run(ends())
    assert made
    assert list((tmp_path / "aloud").iterdir()) == []


def test_what_a_full_disk_left_of_a_part_is_removed(tmp_path: Path, monkeypatch) -> None:
    aloud = Aloud(tmp_path / "aloud")
    (part,) = pieces("Wait for the night.", "en")
    monkeypatch.setattr(Path, "replace", full_disk)

    async def in_thread(make, spoken: Spoken) -> Path:
        return make(spoken)

    async def said() -> None:
        async with aloud.said(part, in_thread):
            raise AssertionError("there is nothing to be said")

    with pytest.raises(OSError, match="No space"):
        asyncio.run(said())
    assert list((tmp_path / "aloud").iterdir()) == []


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_a_killed_process_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "aloud"
    (folder / "safeconduct-voice-x").mkdir(parents=True)
    (folder / "safeconduct-voice-x" / "0.wav").write_bytes(b"RIFF")
    (folder / "0f.wav").write_bytes(b"RIFF")
    Aloud(folder).forget()
    assert list(folder.iterdir()) == []
    Aloud(tmp_path / "never").forget()
