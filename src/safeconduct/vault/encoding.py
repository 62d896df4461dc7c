"""The one canonical encoding that is hashed, signed and bound into seals: every length is written.

A label, then the number of fields, then each field after its length. No two different lists of
fields give the same bytes, so a field cannot be moved, merged or cut without a trace.
"""

import hashlib
from typing import TypeAlias

Field: TypeAlias = bytes | str | int

LENGTH = 4
NUMBER = 8


class NotCanonical(ValueError):
    """These bytes are not what `encode` writes for that label."""


def encode(label: str, *fields: Field) -> bytes:
    """Return label and fields, each after its length; text as UTF-8, numbers in 8 bytes."""
    parts = [label.encode(), *map(_plain, fields)]
    count = len(fields).to_bytes(LENGTH, "big")
    return count + b"".join(len(part).to_bytes(LENGTH, "big") + part for part in parts)


def digest(label: str, *fields: Field) -> bytes:
    """Return SHA-256 over the encoded label and fields."""
    return hashlib.sha256(encode(label, *fields)).digest()


def decode(label: str, encoded: bytes) -> tuple[bytes, ...]:
    """Return the fields of what `encode(label, …)` wrote; raises NotCanonical on anything else."""
    parts: list[bytes] = []
    at = LENGTH
    while at < len(encoded):
        start = at + LENGTH
        at = start + int.from_bytes(encoded[at:start], "big")
        parts.append(encoded[start:at])
    if not parts or encode(label, *parts[1:]) != encoded:
        raise NotCanonical(label)
    return tuple(parts[1:])


def decode_exactly(label: str, encoded: bytes, count: int) -> tuple[bytes, ...]:
    """Return exactly `count` fields; raises NotCanonical."""
    fields = decode(label, encoded)
    if len(fields) != count:
        raise NotCanonical(label)
    return fields


def text(field: bytes) -> str:
    """Return a decoded field as text; raises NotCanonical."""
    try:
        return field.decode()
    except UnicodeDecodeError as error:
        raise NotCanonical("text") from error


def number(field: bytes) -> int:
    """Return a decoded field as a number; raises NotCanonical."""
    if len(field) != NUMBER:
        raise NotCanonical("number")
    return int.from_bytes(field, "big")


def _plain(field: Field) -> bytes:
    if isinstance(field, str):
        return field.encode()
    if isinstance(field, int):
        return field.to_bytes(NUMBER, "big")
    return bytes(field)
