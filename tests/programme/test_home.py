"""Where the files of one deployment lie, and who may read them."""

import stat
from pathlib import Path

import pytest

from safeconduct.programme.home import TMPFS, Home, destroy_private, ours
from safeconduct.programme.seen import replace_file
from tests.full_disk import no_room_for_files


def test_hour_keys_lie_in_memory_in_a_folder_of_our_own(tmp_path: Path) -> None:
    folder, other = Home(root=tmp_path).hour_keys, Home(root=tmp_path / "another").hour_keys
    assert folder == Home(root=tmp_path).hour_keys
    assert folder != other
    for made in (folder, other):
        if made.is_relative_to(TMPFS):
            assert stat.S_IMODE(made.stat().st_mode) == 0o700
            made.rmdir()


def test_a_folder_that_others_may_enter_is_not_ours(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    planted.mkdir()
    planted.chmod(0o777)
    assert not ours(planted)
    (tmp_path / "link").symlink_to(tmp_path)
    assert not ours(tmp_path / "link")


def test_a_secret_is_drawn_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    assert home.secret("front") == home.secret("front")
    assert len(home.secret("front")) == 32
    assert stat.S_IMODE((home.secrets / "front").stat().st_mode) == 0o600


def test_on_a_full_disk_no_half_of_a_secret_is_left_and_the_next_try_draws_it(tmp_path) -> None:
    home = Home(root=tmp_path)
    with no_room_for_files(), pytest.raises(OSError, match="large"):
        home.secret("front")
    assert not list(home.secrets.iterdir())
    assert len(home.secret("front")) == 32


def test_a_full_disk_keeps_no_secret_alive(tmp_path) -> None:
    home = Home(root=tmp_path)
    home.secret("front")
    with no_room_for_files():
        destroy_private(home.secrets / "front")
    assert not list(home.secrets.iterdir())


def test_on_a_full_disk_an_old_file_stays_and_nothing_beside_it(tmp_path) -> None:
    (tmp_path / "directory").write_bytes(b"old")
    with no_room_for_files(), pytest.raises(OSError, match="large"):
        replace_file(tmp_path / "directory", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
