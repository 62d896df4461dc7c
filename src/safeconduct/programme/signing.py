"""Keys that sign in the programme's name, opened by who holds the team they are sealed to."""

from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader
from safeconduct.programme.bundle import REPLY
from safeconduct.programme.current import current_bundle
from safeconduct.programme.models import DirectoryKey, SigningKey
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


class NoDirectoryKey(Exception):
    """This reader does not hold that half of the directory's signature."""


def directory_seed(reader: Reader, team: Team) -> bytes:
    """Open one of the two directory keys; raises NoDirectoryKey."""
    row = DirectoryKey.objects.filter(team=team.value).first()
    if row is None or (row.team, row.team_version) not in reader.team_seeds:
        raise NoDirectoryKey
    sealed = TeamWrap(team=row.team, version=row.team_version, sealed=bytes(row.sealed_seed))
    kem_seed = pair_of(reader.team_seeds[row.team, row.team_version]).kem_seed
    try:
        return open_signing_seed(Purpose.DIRECTORY_KEY, sealed, bytes(row.public), kem_seed)
    except CannotOpen as error:
        raise NoDirectoryKey from error
