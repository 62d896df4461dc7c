"""The index of public texts and figures by digest, signed by both directory keys (VAULT 1)."""

import hashlib
from dataclasses import dataclass, field

from safeconduct.vault.directory import DirectoryKeys, LowerSerial
from safeconduct.vault.signed_files import (
    Fields,
    Malformed,
    SignedFile,
    canonical_json,
    read_file,
    sign_body,
    verify_file,
)

LABEL = "index"


class NotListed(Exception):
    """No such public file, or not with this content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One public file, by name and SHA-256 of its content."""

    name: str
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All public files of one publication."""

    serial: int
    files: tuple[Listed, ...] = field(repr=False)

    def check(self, name: str, content: bytes) -> bytes:
        """Return the content when it is the listed one; raises NotListed."""
        found = hashlib.sha256(content).digest()
        if not any(one.name == name and one.sha256 == found for one in self.files):
            raise NotListed(name)
        return content


def listed(name: str, content: bytes) -> Listed:
    """Return a file's entry."""
    return Listed(name=name, sha256=hashlib.sha256(content).digest())


def index_body(index: Index) -> bytes:
    """Return an index as the canonical JSON that is signed."""
    files = [{"name": one.name, "sha256": one.sha256.hex()} for one in index.files]
    return canonical_json({"serial": index.serial, "files": files})


def sign_index(body: bytes, seed: bytes) -> bytes:
    """Return the signature of one of the two directory keys over `index_body`."""
    return sign_body(LABEL, body, seed)


def index_file(body: bytes, by_lead: bytes, by_coordination: bytes) -> bytes:
    """Return the file from a body and both signatures."""
    return SignedFile(body=body, signatures=(by_lead, by_coordination)).to_bytes()


def accept_index(content: bytes, signers: DirectoryKeys, seen_serial: int = 0) -> Index:
    """Return what both directory keys signed; raises NotSigned, LowerSerial or Malformed."""
    index = _read(verify_file(LABEL, read_file(content), (signers.lead, signers.coordination)))
    if index.serial < seen_serial:
        raise LowerSerial(f"{index.serial} after {seen_serial}")
    return index


def read_index(body: bytes) -> Index:
    """Return the index of a body, unverified; raises Malformed."""
    return _read(Fields.parse(body))


def _read(fields: Fields) -> Index:
    files = tuple(
        Listed(name=one.text("name"), sha256=_sha256(one.text("sha256")))
        for one in fields.many("files")
    )
    return Index(serial=fields.number("serial"), files=files)


def _sha256(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise Malformed("sha256") from error
