"""The bundle: public keys and texts as files, which a door believes only when they are signed."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from safeconduct.domain.role import Team
from safeconduct.vault.directory import (
    Directory,
    LowerSerial,
    Malformed,
    NotSigned,
    Seen,
    Standing,
    accept_directory,
)
from safeconduct.vault.index import Index, accept_index
from safeconduct.vault.manifest import Manifest, open_manifest
from safeconduct.vault.wraps import TeamPublic

MANIFEST, DIRECTORY, INDEX = "manifest", "directory", "index"
NOT_GOOD = (LowerSerial, Malformed, NotSigned, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Manifest, directory and index of one programme, each with its signatures verified."""

    manifest: Manifest
    directory: Directory
    index: Index = field(repr=False)

    @classmethod
    def load(cls, folder: Path, root_public: bytes, serial_file: Path) -> "Bundle":
        """Read and verify; raises NotSigned, Malformed, or LowerSerial for one seen before.

        Each door remembers the highest serial it has met in a file of its own.
        """
        manifest = open_manifest((folder / MANIFEST).read_bytes(), root_public)
        content = (folder / DIRECTORY).read_bytes()
        directory = accept_directory(content, manifest.directory_keys, seen(serial_file))
        signers = directory.signers(manifest.directory_keys)
        index = accept_index((folder / INDEX).read_bytes(), signers)
        remember(serial_file, directory.seen)
        return cls(manifest=manifest, directory=directory, index=index)

    @property
    def salt(self) -> bytes:
        return self.manifest.salt

    @property
    def serial(self) -> int:
        return self.directory.serial

    @property
    def reply_keys(self) -> Mapping[int, bytes]:
        return self.directory.keys_for("reply")

    def team(self, team: Team) -> TeamPublic:
        return self.directory.team(team.value)

    def standing(self, at: datetime) -> Standing:
        """Whether the directory is fresh, due, urgent or expired: the desk says so."""
        return self.directory.standing(at)


class LiveBundle:
    """A bundle that is read again when its files change; a bad one never replaces a good one."""

    def __init__(self, folder: Path, root_public: bytes, serial_file: Path) -> None:
        self.folder, self.root_public, self.serial_file = folder, root_public, serial_file
        self._mark = self._now()
        self._bundle = Bundle.load(folder, root_public, serial_file)

    def current(self) -> Bundle:
        mark = self._now()
        if mark != self._mark:
            self._mark = mark
            try:
                self._bundle = Bundle.load(self.folder, self.root_public, self.serial_file)
            except NOT_GOOD:
                return self._bundle
        return self._bundle

    def _now(self) -> int:
        try:
            return (self.folder / DIRECTORY).stat().st_mtime_ns
        except OSError:
            return 0


def seen(serial_file: Path) -> Seen:
    try:
        read = json.loads(serial_file.read_text())
        return Seen(serial=read["serial"], successions=read["successions"])
    except FileNotFoundError:
        return Seen()


def remember(serial_file: Path, now: Seen) -> None:
    """Keep the highest serial durably, by a whole new file in the old one's place."""
    if serial_file.exists() and seen(serial_file) == now:
        return
    serial_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = serial_file.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"serial": now.serial, "successions": now.successions}))
    fresh.replace(serial_file)
