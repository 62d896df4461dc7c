"""What a directory holds: teams' and signing keys' public halves, its age, its successors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from safeconduct.vault.manifest import DirectoryKeys
from safeconduct.vault.signed_files import Fields, Json, canonical_json, key_text, moment_text
from safeconduct.vault.succession import Succession, keys_after
from safeconduct.vault.wraps import TeamPublic

RENEW_AFTER = timedelta(days=21)
URGENT_AFTER = timedelta(days=30)
LIVES = timedelta(days=35)


class Standing(StrEnum):
    """How old a directory is."""

    FRESH = "fresh"
    RENEW = "renew"
    URGENT = "urgent"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPublic:
    """The public half of one version of a signing key; a retired one only verifies."""

    purpose: str
    version: int
    public: bytes
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The highest that a door has accepted: it keeps this in a file of its own."""

    serial: int = 0
    successions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The keys to seal to and to verify with, as lead and coordination signed them."""

    serial: int
    issued_at: datetime
    teams: tuple[TeamPublic, ...] = field(repr=False)
    signing_keys: tuple[SigningPublic, ...] = field(repr=False)
    successions: tuple[Succession, ...] = field(default=(), repr=False)

    @property
    def seen(self) -> Seen:
        return Seen(serial=self.serial, successions=len(self.successions))

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + LIVES

    def team(self, name: str) -> TeamPublic:
        """Return a team's current public halves; raises KeyError."""
        return {one.team: one for one in self.teams}[name]

    def keys_for(self, purpose: str) -> Mapping[int, bytes]:
        """Return every listed public half by version, retired ones too: all that may verify."""
        return {one.version: one.public for one in self.signing_keys if one.purpose == purpose}

    def current_key(self, purpose: str) -> SigningPublic:
        """Return the newest key that may still sign; raises KeyError."""
        alive = [one for one in self.signing_keys if one.purpose == purpose and not one.retired]
        if not alive:
            raise KeyError(purpose)
        return max(alive, key=lambda one: one.version)

    def standing(self, at: datetime) -> Standing:
        """Return fresh, due for renewal (day 21), urgent (day 30) or expired (day 35)."""
        age = at - self.issued_at
        if age >= LIVES:
            return Standing.EXPIRED
        if age >= URGENT_AFTER:
            return Standing.URGENT
        return Standing.RENEW if age >= RENEW_AFTER else Standing.FRESH

    def signers(self, first: DirectoryKeys) -> DirectoryKeys:
        """Return the keys that count now, from the manifest's keys on; raises NotSigned."""
        return keys_after(first, self.successions)


def directory_body(directory: Directory) -> bytes:
    """Return a directory as the canonical JSON that is signed."""
    return canonical_json(
        {
            "serial": directory.serial,
            "issued_at": moment_text(directory.issued_at),
            "teams": [_team(one) for one in directory.teams],
            "signing_keys": [_signing_key(one) for one in directory.signing_keys],
            "successions": [_succession(one) for one in directory.successions],
        }
    )


def read_directory(body: bytes) -> Directory:
    """Return the directory of a body, unverified; raises Malformed."""
    fields = Fields.parse(body)
    return Directory(
        serial=fields.number("serial"),
        issued_at=fields.moment("issued_at"),
        teams=tuple(map(_read_team, fields.many("teams"))),
        signing_keys=tuple(map(_read_signing_key, fields.many("signing_keys"))),
        successions=tuple(map(_read_succession, fields.many("successions"))),
    )


def _team(team: TeamPublic) -> Json:
    return {
        "team": team.team,
        "version": team.version,
        "kem": key_text(team.kem_public),
        "sign": key_text(team.sign_public),
    }


def _read_team(fields: Fields) -> TeamPublic:
    return TeamPublic(
        team=fields.text("team"),
        version=fields.number("version"),
        kem_public=fields.key("kem"),
        sign_public=fields.key("sign"),
    )


def _signing_key(key: SigningPublic) -> Json:
    return {
        "purpose": key.purpose,
        "version": key.version,
        "public": key_text(key.public),
        "retired": int(key.retired),
    }


def _read_signing_key(fields: Fields) -> SigningPublic:
    return SigningPublic(
        purpose=fields.text("purpose"),
        version=fields.number("version"),
        public=fields.key("public"),
        retired=bool(fields.number("retired")),
    )


def _succession(one: Succession) -> Json:
    return {
        "lead": key_text(one.keys.lead),
        "coordination": key_text(one.keys.coordination),
        "by_lead": key_text(one.by_lead),
        "by_coordination": key_text(one.by_coordination),
    }


def _read_succession(fields: Fields) -> Succession:
    keys = DirectoryKeys(lead=fields.key("lead"), coordination=fields.key("coordination"))
    return Succession(
        keys=keys, by_lead=fields.key("by_lead"), by_coordination=fields.key("by_coordination")
    )
