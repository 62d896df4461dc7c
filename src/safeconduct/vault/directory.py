"""The directory file: signed by lead and coordination, numbered, good for 35 days.

Doors never accept a lower serial; an expired directory is a standing, not a refusal, since to
turn a person away is worse (VAULT section 2).
"""

from safeconduct.vault.manifest import DirectoryKeys
from safeconduct.vault.public_keys import (
    Directory,
    Seen,
    SigningPublic,
    Standing,
    directory_body,
    read_directory,
)
from safeconduct.vault.signed_files import (
    Malformed,
    NotSigned,
    SignedFile,
    read_file,
    sign_body,
    verify_file,
)
from safeconduct.vault.succession import Succession, succession_bytes

__all__ = [
    "Directory", "DirectoryKeys", "LowerSerial", "Malformed", "NotSigned", "Seen", "SigningPublic",
    "Standing", "Succession", "accept_directory", "directory_body", "directory_file",
    "read_directory", "sign_directory", "succession_bytes",
]  # fmt: skip

LABEL = "directory"


class LowerSerial(Exception):
    """A newer one was seen before."""


def sign_directory(body: bytes, seed: bytes) -> bytes:
    """Return the signature of one of the two directory keys over `directory_body`."""
    return sign_body(LABEL, body, seed)


def directory_file(body: bytes, by_lead: bytes, by_coordination: bytes) -> bytes:
    """Return the file from a body and both signatures."""
    return SignedFile(body=body, signatures=(by_lead, by_coordination)).to_bytes()


def accept_directory(content: bytes, first: DirectoryKeys, seen: Seen | None = None) -> Directory:
    """Return what both keys signed; raises NotSigned, LowerSerial or Malformed.

    `first` are the manifest's directory keys. Those that count are the last successors named in
    the directory, each succession signed by both keys before it.
    """
    file = read_file(content)
    claimed = read_directory(file.body)
    signers = claimed.signers(first)
    verify_file(LABEL, file, (signers.lead, signers.coordination))
    floor = seen or Seen()
    if claimed.serial < floor.serial or len(claimed.successions) < floor.successions:
        raise LowerSerial(f"{claimed.serial} after {floor.serial}")
    return claimed
