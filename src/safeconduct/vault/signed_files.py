"""Files that carry their own signatures: one line of canonical JSON, then a line a signature.

A person can read them with a pager; a program reads them with types, or not at all.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from safeconduct.vault import signatures
from safeconduct.vault.encoding import encode
from safeconduct.vault.signatures import BadSignature

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int


class NotSigned(Exception):
    """The file lacks a valid signature of a key that must have signed it."""


class Malformed(ValueError):
    """The file does not have the shape that we write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """The body of a file and the signatures under it, in their order."""

    body: bytes = field(repr=False)
    signatures: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        return b"\n".join([self.body, *(one.hex().encode() for one in self.signatures), b""])


def read_file(content: bytes) -> SignedFile:
    """Return body and signatures of a file, unverified; raises Malformed."""
    body, *lines = content.splitlines()[:4] or [b""]
    try:
        found = tuple(bytes.fromhex(line.decode("ascii")) for line in lines)
    except ValueError as error:
        raise Malformed("signatures") from error
    return SignedFile(body=body, signatures=found)


def sign_body(label: str, body: bytes, seed: bytes) -> bytes:
    """Return one signature over a body, for one kind of file only."""
    return signatures.sign(encode(label, body), seed)


def verify_file(label: str, file: SignedFile, publics: Sequence[bytes]) -> "Fields":
    """Return the body's fields when each key signed, in that order; raises NotSigned, Malformed."""
    if len(file.signatures) != len(publics):
        raise NotSigned(label)
    try:
        for signature, public in zip(file.signatures, publics, strict=True):
            signatures.verify(signature, encode(label, file.body), public)
    except BadSignature as error:
        raise NotSigned(label) from error
    return Fields.parse(file.body)


def canonical_json(value: Json) -> bytes:
    """Return JSON in one line, keys in order."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def key_text(key: bytes) -> str:
    """Return a key as base64."""
    return base64.b64encode(key).decode()


def moment_text(at: datetime) -> str:
    """Return a time in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object whose members are read by name and type; each reader raises Malformed."""

    members: Mapping[str, object]

    @classmethod
    def parse(cls, body: bytes) -> "Fields":
        try:
            return cls.of(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise Malformed("not JSON") from error

    @classmethod
    def of(cls, value: object) -> "Fields":
        if not isinstance(value, dict):
            raise Malformed("not an object")
        return cls(value)

    def text(self, name: str) -> str:
        value = self.members.get(name)
        if not isinstance(value, str):
            raise Malformed(name)
        return value

    def number(self, name: str) -> int:
        value = self.members.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Malformed(name)
        return value

    def key(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name).encode(), validate=True)
        except binascii.Error as error:
            raise Malformed(name) from error

    def moment(self, name: str) -> datetime:
        try:
            at = datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise Malformed(name) from error
        if at.tzinfo is None:
            raise Malformed(name)
        return at

    def inner(self, name: str) -> "Fields":
        return Fields.of(self.members.get(name))

    def many(self, name: str) -> tuple["Fields", ...]:
        value = self.members.get(name)
        if not isinstance(value, list):
            raise Malformed(name)
        return tuple(Fields.of(one) for one in value)
