"""Where the files of one deployment lie, and who may read them."""

import stat
from pathlib import Path

from safeconduct.programme.home import TMPFS, Home, ours


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
