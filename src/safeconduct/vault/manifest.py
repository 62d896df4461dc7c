"""The programme manifest: what the offline root key vouches for (VAULT section 2)."""

from dataclasses import dataclass, field
from datetime import datetime

from safeconduct.vault.signed_files import (
    Fields,
    Json,
    SignedFile,
    canonical_json,
    key_text,
    moment_text,
    read_file,
    sign_body,
    verify_file,
)

LABEL = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryKeys:
    """The two public keys that sign a directory together."""

    lead: bytes
    coordination: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierKey:
    """The public key with which one channel's courier signs its day keys."""

    channel: str
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """One official door: its kind, and where people reach it."""

    kind: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A programme, its directory keys, couriers, channels, salt, recovery key and validity."""

    programme: str
    directory_keys: DirectoryKeys
    couriers: tuple[CourierKey, ...]
    channels: tuple[ChannelEntry, ...]
    salt: bytes
    recovery_public: bytes = field(repr=False)
    valid_from: datetime
    valid_until: datetime

    def expired(self, at: datetime) -> bool:
        """Say whether the root should sign anew; doors go on with it, the desk shows it in red."""
        return at >= self.valid_until


def sign_manifest(manifest: Manifest, root_seed: bytes) -> bytes:
    """Return the manifest as a file signed by the root."""
    body = canonical_json(_members(manifest))
    signature = sign_body(LABEL, body, root_seed)
    return SignedFile(body=body, signatures=(signature,)).to_bytes()


def open_manifest(content: bytes, root_public: bytes) -> Manifest:
    """Return what the root signed; raises NotSigned or Malformed."""
    return _read(verify_file(LABEL, read_file(content), (root_public,)))


def _members(manifest: Manifest) -> Json:
    return {
        "programme": manifest.programme,
        "directory_keys": {
            "lead": key_text(manifest.directory_keys.lead),
            "coordination": key_text(manifest.directory_keys.coordination),
        },
        "couriers": [
            {"channel": one.channel, "public": key_text(one.public)} for one in manifest.couriers
        ],
        "channels": [{"kind": one.kind, "address": one.address} for one in manifest.channels],
        "salt": key_text(manifest.salt),
        "recovery_public": key_text(manifest.recovery_public),
        "valid_from": moment_text(manifest.valid_from),
        "valid_until": moment_text(manifest.valid_until),
    }


def _read(fields: Fields) -> Manifest:
    keys = fields.inner("directory_keys")
    return Manifest(
        programme=fields.text("programme"),
        directory_keys=DirectoryKeys(lead=keys.key("lead"), coordination=keys.key("coordination")),
        couriers=tuple(
            CourierKey(channel=one.text("channel"), public=one.key("public"))
            for one in fields.many("couriers")
        ),
        channels=tuple(
            ChannelEntry(kind=one.text("kind"), address=one.text("address"))
            for one in fields.many("channels")
        ),
        salt=fields.key("salt"),
        recovery_public=fields.key("recovery_public"),
        valid_from=fields.moment("valid_from"),
        valid_until=fields.moment("valid_until"),
    )
