"""Chores of the supervisor: done once at the start, again after a change, never two at once."""

import sys
import time

import pytest

from safeconduct.config.processes import Process, processes, speaking
from safeconduct.config.supervisor import STILL_NANOSECONDS, Chore, newest

LATER = STILL_NANOSECONDS + 1


@pytest.fixture
def chore(tmp_path) -> Chore:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "index").write_text("1")
    write = f"open({str(tmp_path / 'done')!r}, 'a').write('done ')"
    command = (sys.executable, "-c", write)
    return Chore(process=Process(name="prompts", command=command, settings="front"), folder=folder)


def looked(chore: Chore, now: int) -> str:
    """Look, wait for what was begun, and return what has been done so far."""
    chore.look(now)
    if chore.running:
        chore.running.wait(10)
    done = chore.folder.parent / "done"
    return done.read_text() if done.exists() else ""


def test_a_chore_is_done_once(chore):
    now = newest(chore.folder) + LATER
    assert looked(chore, now) == "done "
    assert looked(chore, now + LATER) == "done "


def test_a_change_is_waited_for_until_it_lies_still_and_then_done_once(chore):
    now = newest(chore.folder) + LATER
    looked(chore, now)
    time.sleep(0.02)
    (chore.folder / "text-1").write_text("2")
    changed = newest(chore.folder)
    assert looked(chore, changed + 1) == "done "
    assert looked(chore, changed + LATER) == "done done "
    assert looked(chore, changed + 2 * LATER) == "done done "


def test_a_chore_under_way_is_not_begun_again(chore):
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    chore.process = Process(name="prompts", command=command, settings="front")
    now = newest(chore.folder) + LATER
    chore.look(now)
    first = chore.running
    time.sleep(0.02)
    (chore.folder / "index").write_text("2")
    chore.look(newest(chore.folder) + LATER)
    assert chore.running is first
    first.kill()
    first.wait(10)


def test_where_nothing_lies_nothing_is_done(tmp_path):
    assert newest(tmp_path / "nowhere") == 0


def test_what_speaks_knows_no_database_and_can_be_left_out(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:secret@nowhere/db")
    monkeypatch.delenv("SAFECONDUCT_VOICE", raising=False)
    voice = speaking()
    assert voice.environment()["DATABASE_URL"] == ""
    assert voice.name not in {one.name for one in processes(front_port=1, desk_port=2, bot_port=3)}
    monkeypatch.setenv("SAFECONDUCT_VOICE", "none")
    drawn = speaking()
    assert "make" in voice.command
    assert ("draw" in drawn.command, "make" in drawn.command) == (True, False)
