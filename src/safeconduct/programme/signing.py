"""The keys a signed-in member may sign replies with."""

from safeconduct.people.readers import Reader
from safeconduct.programme.models import SigningKey
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signing_keys import open_signing_seed
from safeconduct.vault.wraps import TeamWrap

REPLY = "reply"


class NoSigningKey(Exception):
    """No team of this reader holds a reply key."""


def reply_key(reader: Reader) -> ReplyKey:
    """Open the newest reply key sealed to one of the reader's teams; raises NoSigningKey."""
    for row in SigningKey.objects.filter(purpose=REPLY).order_by("-version"):
        team_seed = reader.team_seeds.get((row.team, row.team_version))
        if team_seed is not None:
            return ReplyKey(version=row.version, seed=_opened(row, team_seed))
    raise NoSigningKey


def _opened(row: SigningKey, team_seed: bytes) -> bytes:
    wrap = TeamWrap(team=row.team, version=row.team_version, sealed=bytes(row.sealed_seed))
    try:
        return open_signing_seed(
            Purpose.SIGNING_KEY, wrap, bytes(row.public), pair_of(team_seed).kem_seed
        )
    except CannotOpen as error:
        raise NoSigningKey from error
