"""A whole call has led to its end when its code opens a case in which a sealed voice lies."""

import secrets
import sqlite3
import uuid
from pathlib import Path

import pytest

from bench.bare_loop import team
from bench.endings import led_to_the_end, left_on_the_switch
from safeconduct.domain.return_code import ReturnCode, digits
from safeconduct.programme.home import Home
from safeconduct.vault.arrivals import Arrival, Facts, add, hand_in
from safeconduct.vault.padding import ANSWERS, ATTACHMENTS
from safeconduct.vault.return_keys import ReturnKeys, derive

SALT = bytes(32)
CODE, OTHER = ReturnCode(bytes(range(10))), ReturnCode(bytes(range(10, 20)))
VOICE = bytes(60_000)


def facts() -> Facts:
    return Facts(id=uuid.uuid4(), channel="phone", language="en", directory_serial=1)


def keys_of(code: ReturnCode) -> ReturnKeys:
    return derive(code, "", SALT)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "main.sqlite3") as database:
        database.execute("CREATE TABLE sc_arrival (kind, locator, case_public, copy, body)")
    return tmp_path


def stores(home: Path, arrival: Arrival, locator: bytes) -> None:
    row = (arrival.kind, locator, arrival.case_public, arrival.copy, arrival.body)
    with sqlite3.connect(home / "main.sqlite3") as database:
        database.execute("INSERT INTO sc_arrival VALUES (?, ?, ?, ?, ?)", row)


def called(home: Path, code: ReturnCode, *, sizes: tuple[int, ...], voice: bytes) -> None:
    keys = keys_of(code)
    first = hand_in(facts(), b"{}", keys, [team("intake"), team("lead")])
    stores(home, first, keys.locator)
    stores(home, add(facts(), voice, keys, first.case_public, sizes=sizes), keys.locator)


def ended(home: Path, *codes: ReturnCode) -> int:
    return led_to_the_end(home, [" ".join(digits(code)) for code in codes], SALT)


def test_a_code_with_a_voice_counts_once_and_one_that_nobody_stored_not_at_all(home: Path) -> None:
    called(home, CODE, sizes=ATTACHMENTS, voice=VOICE)
    assert ended(home, CODE, CODE) == 1
    assert ended(home, OTHER) == 0


def test_words_are_no_voice(home: Path) -> None:
    called(home, CODE, sizes=ANSWERS, voice=b"words")
    assert ended(home, CODE) == 0


def test_a_voice_in_another_case_does_not_count(home: Path) -> None:
    called(home, CODE, sizes=ANSWERS, voice=b"words")
    called(home, OTHER, sizes=ATTACHMENTS, voice=VOICE)
    assert ended(home, CODE, OTHER) == 1


def test_a_code_that_finds_its_case_and_does_not_open_it_does_not_count(home: Path) -> None:
    called(home, CODE, sizes=ATTACHMENTS, voice=VOICE)
    with sqlite3.connect(home / "main.sqlite3") as database:
        database.execute(
            "UPDATE sc_arrival SET copy = ? WHERE kind = 'new'", (secrets.token_bytes(100),)
        )
    assert ended(home, CODE) == 0


def test_a_recording_that_was_left_on_the_switch_is_counted(tmp_path: Path) -> None:
    assert left_on_the_switch(tmp_path) == 0
    spool = Home(root=tmp_path).switch_in_memory / "spool" / "recording"
    spool.mkdir(parents=True)
    (spool / "one.wav").touch()
    assert left_on_the_switch(tmp_path) == 1
