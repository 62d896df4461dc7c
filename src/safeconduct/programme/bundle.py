"""The bundle on disk: manifest, directory, index and texts, as root and both directory keys signed.

A door takes every key that it seals to and every word that it shows from here. It refuses what goes
back or lacks a signature and goes on with the last good one: to turn a person away is worse.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from safeconduct.domain.role import Team
from safeconduct.programme.publication import STORED, SignedWords, signed_words, stored_texts
from safeconduct.programme.seen import SeenBefore, read_seen, write_seen
from safeconduct.vault.directory import (
    Directory,
    LowerSerial,
    Malformed,
    NotSigned,
    Seen,
    Standing,
    accept_directory,
)
from safeconduct.vault.index import Index, NotListed, accept_index
from safeconduct.vault.manifest import Manifest, open_manifest
from safeconduct.vault.wraps import TeamPublic

MANIFEST, DIRECTORY, INDEX = "manifest", "directory", "index"
FILES = (MANIFEST, DIRECTORY, INDEX)
REPLY = "reply"
LOOK_EVERY_SECONDS = 1.0
REFUSED = (OSError, KeyError, NotSigned, NotListed, LowerSerial, Malformed, UnicodeDecodeError)
logger = logging.getLogger(__name__)


class NoBundle(Exception):
    """There is no good bundle here, and none was ever seen: this door cannot open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One accepted state of the bundle; `words` are the signed texts by language and key."""

    manifest: Manifest
    directory: Directory
    index: Index
    words: SignedWords = field(repr=False)

    @classmethod
    def accept(cls, files: Mapping[str, str], root_public: bytes, seen: SeenBefore) -> "Contents":
        """Verify the files; raises KeyError, NotSigned, NotListed, LowerSerial or Malformed."""
        manifest = open_manifest(files[MANIFEST].encode(), root_public)
        if manifest.valid_from < seen.manifest_from:
            raise LowerSerial(MANIFEST)
        floor = Seen(serial=seen.serial, successions=seen.successions)
        first = manifest.directory_keys
        directory = accept_directory(files[DIRECTORY].encode(), first, floor)
        index = accept_index(files[INDEX].encode(), directory.signers(first), seen.index)
        words = signed_words(index, files)
        return cls(manifest=manifest, directory=directory, index=index, words=words)

    def seen(self, files: Mapping[str, str]) -> SeenBefore:
        """Return what to remember of it: serials, and the files that it was made of."""
        kept = {*FILES, *stored_texts(self.index)}
        return SeenBefore(
            serial=self.directory.serial,
            successions=len(self.directory.successions),
            index=self.index.serial,
            manifest_from=self.manifest.valid_from,
            files={name: files[name] for name in sorted(kept)},
        )


class Bundle:
    """The keys that a door works with; it looks for a new directory by itself."""

    def __init__(
        self,
        folder: Path,
        root_public: bytes,
        serial_file: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._root_public, self._serial_file = folder, root_public, serial_file
        self._clock = clock
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._looked = clock()
        self._seen = self._noted = read_seen(serial_file)
        self._contents = self._accepted() or self._last_good()
        self._note()

    @classmethod
    def load(cls, folder: Path, root_public: bytes, serial_file: Path) -> "Bundle":
        """Open a bundle; raises NoBundle where nothing good is, nor was."""
        return cls(folder, root_public, serial_file)

    @property
    def contents(self) -> Contents:
        if self._clock() - self._looked >= LOOK_EVERY_SECONDS:
            self.look()
        return self._contents

    def look(self) -> None:
        """Look now whether there is something new, as after a publication of one's own."""
        self._looked = self._clock()
        self._contents = self._accepted() or self._contents
        self._note()

    @property
    def salt(self) -> bytes:
        return self.contents.manifest.salt

    @property
    def serial(self) -> int:
        return self.contents.directory.serial

    @property
    def reply_keys(self) -> Mapping[int, bytes]:
        """Every listed reply key by version, the retired ones too: all that may verify."""
        return self.contents.directory.keys_for(REPLY)

    @property
    def teams(self) -> Mapping[str, TeamPublic]:
        """Every team's key by name: what members and their roles are counted from."""
        return {one.team: one for one in self.contents.directory.teams}

    def team(self, team: Team) -> TeamPublic:
        """Return the current public halves of a team's key; raises KeyError."""
        return self.contents.directory.team(team.value)

    def age_state(self, now: datetime) -> Standing:
        """Return how old the directory is; an expired manifest counts like an expired directory."""
        contents = self.contents
        if contents.manifest.expired(now):
            return Standing.EXPIRED
        return contents.directory.standing(now)

    def _accepted(self) -> Contents | None:
        """Take the files in when they changed and are good; None keeps what was."""
        try:
            paths = sorted(filter(_is_part, self._folder.iterdir()))
            stamp = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
            if stamp == self._stamp:
                return None
            self._stamp = stamp
            files = {path.name: path.read_text("utf-8") for path in paths}
            contents = Contents.accept(files, self._root_public, self._seen)
        except REFUSED as reason:
            logger.warning("the bundle is refused: %s %s", type(reason).__name__, reason)
            return None
        self._seen = contents.seen(files)
        return contents

    def _note(self) -> None:
        """Write down what was accepted; a full disk delays that, not the new keys."""
        if self._seen == self._noted:
            return
        try:
            write_seen(self._serial_file, self._seen)
            self._noted = self._seen
        except OSError as error:
            logger.warning("what was accepted is not noted yet: %s", type(error).__name__)

    def _last_good(self) -> Contents:
        try:
            return Contents.accept(self._seen.files, self._root_public, self._seen)
        except REFUSED as error:
            raise NoBundle(f"no good bundle in {self._folder}") from error


def _is_part(path: Path) -> bool:
    return path.name in FILES or path.name.startswith(STORED)
