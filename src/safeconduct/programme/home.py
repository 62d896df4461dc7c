"""The programme's folder `var/`: where each file of one deployment lies."""

import hashlib
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TMPFS = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, refused when not ours
UNFINISHED = "new-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folder that one programme owns; `SAFECONDUCT_HOME` moves it."""

    root: Path

    @property
    def main_database(self) -> Path:
        return self.root / "main.sqlite3"

    @property
    def fleeting_database(self) -> Path:
        return self.root / "fleeting.sqlite3"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def bundle(self) -> Path:
        return self.root / "bundle"

    @property
    def serials(self) -> Path:
        return self.root / "serials"

    @property
    def hour_keys(self) -> Path:
        """In memory where the machine has a tmpfs, so that no disk ever holds them."""
        return self._in_memory("") or self.root / "hour-keys"

    @property
    def switch(self) -> Path:
        return self.root / "switch"

    @property
    def switch_in_memory(self) -> Path:
        """What Asterisk writes, a voice until it is sealed above all: in memory if it can be."""
        return self._in_memory("-switch") or self.switch / "fleeting"

    def _in_memory(self, ending: str) -> Path | None:
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:16]
        folder = TMPFS / f"safeconduct-{os.getuid()}-{name}{ending}"
        return folder if ours(folder) else None

    @property
    def day_keys(self) -> Path:
        return self.root / "day-keys"

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    @property
    def programme(self) -> Path:
        return self.root / "programme.toml"

    @property
    def cast(self) -> Path:
        return self.root / "cast.json"

    def secret(self, name: str) -> bytes:
        """Return the 32 random bytes kept under `name`, drawn at first use (mode 0600)."""
        self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.secrets / name
        if not path.exists():
            write_private(path, secrets.token_bytes(32))
        return path.read_bytes()


def ours(folder: Path) -> bool:
    """Make a private folder, or say no when somebody else made it first."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
    return private and found.st_uid == os.getuid()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, all of it or nothing.

    Of processes that write it at once the first to link it wins; a file that stands stays.
    """
    if path.exists():
        return
    handle, drawn = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(drawn, path)
    finally:
        os.unlink(drawn)  # noqa: PTH108 - the same name mkstemp gave


def destroy_private(path: Path) -> None:
    """Overwrite a small secret file, unread, and remove it; one that is gone is no matter.

    Where it cannot be overwritten it goes all the same: a full disk must not keep it alive.
    """
    with suppress(OSError), os.fdopen(os.open(path, os.O_WRONLY), "wb") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def current_home() -> Home:
    default = Path(__file__).resolve().parents[3] / "var"
    return Home(root=Path(os.environ.get("SAFECONDUCT_HOME", default)).absolute())
