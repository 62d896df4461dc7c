"""What whole calls led to: a code that opens its case, and in the case a sealed voice."""

import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from safeconduct.domain.return_code import parse
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.home import Home
from safeconduct.vault.arrivals import CannotOpen, open_copy
from safeconduct.vault.padding import ATTACHMENTS
from safeconduct.vault.return_keys import derive

SPOKE = """
SELECT case_public, copy FROM sc_arrival AS first WHERE kind = 'new' AND locator = ?
AND EXISTS (SELECT 1 FROM sc_arrival AS voice WHERE voice.kind = 'add'
            AND voice.case_public = first.case_public AND length(voice.body) >= ?)
"""


def led_to_the_end(home: Path, codes: Iterable[str], salt: bytes) -> int:
    """Return how many of these codes open a case in which a voice lies, sealed."""
    with sqlite3.connect(f"file:{home}/main.sqlite3?mode=ro", uri=True) as database:
        return sum(_opens(database, code, salt) for code in set(codes))


def salt_of(home: Path) -> bytes:
    """Return what a programme's codes are stretched with."""
    found = Home(root=home)
    root = Deployment.load(found.programme).root_public
    with tempfile.TemporaryDirectory() as folder:
        return Bundle.load(found.bundle, root, Path(folder) / "seen").salt


def _opens(database: sqlite3.Connection, code: str, salt: bytes) -> bool:
    keys = derive(parse(code), "", salt)
    found = database.execute(SPOKE, (keys.locator, ATTACHMENTS[0])).fetchone()
    try:
        return bool(found) and open_copy(found[1], keys.seed) == found[0]
    except CannotOpen:
        return False


def left_on_the_switch(home: Path) -> int:
    """Return how many recordings lie on the switch's disk."""
    spool = Home(root=home).switch_in_memory / "spool"
    return sum(path.is_file() for path in spool.rglob("*"))
