"""Keys that sign in the programme's name, opened by who holds the team they are sealed to."""

from safeconduct.people.readers import Reader
from safeconduct.programme.bundle import REPLY
from safeconduct.programme.current import current_bundle
from safeconduct.programme.models import SigningKey
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replies import ReplyKey
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signing_keys import open_signing_seed
from safeconduct.vault.wraps import TeamWrap


class NoReplyKey(Exception):
    """None of this reader's teams holds the reply key that the directory lists."""


def reply_key(reader: Reader) -> ReplyKey:
    """Open the reply key of the current directory for a reader; raises NoReplyKey."""
    listed = current_bundle().contents.directory.current_key(REPLY)
    for copy in SigningKey.objects.filter(purpose=REPLY, version=listed.version):
        team_seed = reader.team_seeds.get((copy.team, copy.team_version))
        if team_seed is None:
            continue
        sealed = TeamWrap(team=copy.team, version=copy.team_version, sealed=bytes(copy.sealed_seed))
        try:
            seed = open_signing_seed(
                Purpose.SIGNING_KEY, sealed, listed.public, pair_of(team_seed).kem_seed
            )
        except CannotOpen:
            continue
        return ReplyKey(version=listed.version, seed=seed)
    raise NoReplyKey
