"""What one of two signers has drafted: a directory and an index of texts, waiting for the other."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from safeconduct.domain.role import Right, Team
from safeconduct.programme.bundle import DIRECTORY, INDEX
from safeconduct.programme.seen import replace_file
from safeconduct.vault.directory import Directory, directory_body, read_directory
from safeconduct.vault.index import Index, index_body, read_index
from safeconduct.vault.signed_files import (
    Fields,
    Malformed,
    SignedFile,
    canonical_json,
    read_file,
)

PENDING = "pending"
SIGNERS: Mapping[Team, Right] = {
    Team.LEAD: Right.SIGN_DIRECTORY_FOR_LEAD,
    Team.COORDINATION: Right.SIGN_DIRECTORY_FOR_COORDINATION,
}
"""The two halves of a signature, in the order in which they stand under a file."""
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A directory and an index that are published together."""

    directory: Directory
    index: Index

    @property
    def mark(self) -> str:
        """Names what stands in it, whenever drafted: what a page showed is what is signed."""
        timeless = replace(self.directory, issued_at=NO_TIME)
        return hashlib.sha256(directory_body(timeless) + index_body(self.index)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Both files as they wait; a half that is not signed yet is empty."""

    directory: SignedFile
    index: SignedFile

    @property
    def publication(self) -> Publication:
        """Return what was drafted, unverified; raises Malformed."""
        return Publication(
            directory=read_directory(self.directory.body), index=read_index(self.index.body)
        )

    @property
    def open_halves(self) -> frozenset[Team]:
        signed = zip(SIGNERS, self.directory.signatures, self.index.signatures, strict=True)
        return frozenset(team for team, *both in signed if not all(both))

    def signed(self, team: Team, by_directory: bytes, by_index: bytes) -> "Draft":
        """Return the draft with one half more."""
        return Draft(
            directory=_with(self.directory, team, by_directory),
            index=_with(self.index, team, by_index),
        )


def draft_of(publication: Publication) -> Draft:
    """Return a publication as files that nobody has signed yet."""
    nobody = tuple(b"" for _ in SIGNERS)
    return Draft(
        directory=SignedFile(body=directory_body(publication.directory), signatures=nobody),
        index=SignedFile(body=index_body(publication.index), signatures=nobody),
    )


def keep(draft: Draft) -> None:
    """Put a draft where the other signer finds it, in place of the one before."""
    members = {
        DIRECTORY: draft.directory.to_bytes().decode(),
        INDEX: draft.index.to_bytes().decode(),
    }
    replace_file(_place(), canonical_json(members))


def kept() -> Draft | None:
    """Return what waits for its second signature, unverified; None when nothing whole does."""
    try:
        found = Fields.parse(_place().read_bytes())
        files = [read_file(found.text(name).encode()) for name in (DIRECTORY, INDEX)]
    except (OSError, Malformed):
        return None
    if any(len(file.signatures) != len(SIGNERS) for file in files):
        return None
    return Draft(directory=files[0], index=files[1])


def forget() -> None:
    _place().unlink(missing_ok=True)


def _place() -> Path:
    path: Path = settings.HOME.bundle / PENDING
    return path


def _with(file: SignedFile, team: Team, signature: bytes) -> SignedFile:
    signatures = dict(zip(SIGNERS, file.signatures, strict=True)) | {team: signature}
    return SignedFile(body=file.body, signatures=tuple(signatures.values()))
