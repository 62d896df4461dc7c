"""Publishing a directory: one of its two signers drafts and signs, the other checks and signs.

What counts is not what the database says: a team's new version must follow, signature by signature,
from the version in the directory before. Then doors seal to it, and a removed member's key is past.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from safeconduct.domain.role import Right, Team
from safeconduct.people.models import TeamKey
from safeconduct.people.readers import Reader
from safeconduct.people.teams import as_signed
from safeconduct.programme.bundle import DIRECTORY
from safeconduct.programme.current import current_bundle
from safeconduct.programme.seen import replace_file
from safeconduct.programme.signing import directory_seed
from safeconduct.vault.directory import (
    Directory,
    Malformed,
    accept_directory,
    directory_body,
    directory_file,
    read_directory,
    sign_directory,
)
from safeconduct.vault.signed_files import SignedFile, read_file
from safeconduct.vault.team_keys import BrokenChain, verify_chain
from safeconduct.vault.team_keys import TeamKey as SignedKey
from safeconduct.vault.wraps import TeamPublic

PENDING = "pending-directory"
DRAFT_LIVES = timedelta(days=1)
SIGNERS = {
    Team.LEAD: Right.SIGN_DIRECTORY_FOR_LEAD,
    Team.COORDINATION: Right.SIGN_DIRECTORY_FOR_COORDINATION,
}


class NotPublished(Exception):
    """The reason in words: this directory is not signed."""


def draft_directory(*, reader: Reader, at: datetime) -> int:
    """Sign a new directory with the newest team keys, for the other signer; returns its serial."""
    signer = _signer(reader)
    current = current_bundle().contents.directory
    try:
        teams = tuple(_newest(one) for one in current.teams)
    except BrokenChain as error:
        raise NotPublished(f"a team key does not follow from the one before: {error}") from error
    drafted = replace(current, serial=current.serial + 1, issued_at=at, teams=teams)
    body = directory_body(drafted)
    _keep(body, {signer: sign_directory(body, directory_seed(reader, signer))})
    return drafted.serial


def pending_directory() -> Directory | None:
    """Return what waits for its second signature, unverified, to be shown."""
    try:
        return read_directory(read_file(_pending().read_bytes()).body)
    except (OSError, Malformed):
        return None


def sign_pending_directory(*, reader: Reader, at: datetime) -> int:
    """Check what the other signer drafted, sign it and publish it; returns its serial."""
    signer = _signer(reader)
    file = _read_pending()
    _check(read_directory(file.body), at)
    signatures = dict(zip(SIGNERS, file.signatures, strict=True))
    if signatures[signer]:
        raise NotPublished("the other signer has to sign")
    signatures[signer] = sign_directory(file.body, directory_seed(reader, signer))
    content = directory_file(file.body, signatures[Team.LEAD], signatures[Team.COORDINATION])
    contents = current_bundle().contents
    first, seen = contents.manifest.directory_keys, contents.directory.seen
    published = accept_directory(content, first, seen)
    replace_file(settings.HOME.bundle / DIRECTORY, content)
    _pending().unlink(missing_ok=True)
    return published.serial


def _signer(reader: Reader) -> Team:
    for team, right in SIGNERS.items():
        if reader.actor.may(right):
            return team
    raise NotPublished("shift lead and coordinator sign the directory")


def _check(drafted: Directory, at: datetime) -> None:
    """Raise NotPublished unless this draft is the current directory with newer team keys."""
    current = current_bundle().contents.directory
    if drafted.serial != current.serial + 1 or drafted.issued_at < current.issued_at:
        raise NotPublished("this draft is not the next directory")
    if abs(at - drafted.issued_at) > DRAFT_LIVES:
        raise NotPublished("this draft is more than a day old; draft it anew")
    teams = tuple(_version(one, drafted) for one in current.teams)
    if drafted != replace(current, serial=drafted.serial, issued_at=drafted.issued_at, teams=teams):
        raise NotPublished("this draft changes what it must not")


def _version(before: TeamPublic, drafted: Directory) -> TeamPublic:
    """Return the version that the draft names, when it follows from the one before."""
    try:
        wanted = drafted.team(before.team).version
        return verify_chain(before, [one for one in _later(before) if one.public.version <= wanted])
    except (KeyError, BrokenChain) as error:
        raise NotPublished(f"the key of {before.team} does not follow") from error


def _newest(before: TeamPublic) -> TeamPublic:
    return verify_chain(before, _later(before))


def _later(before: TeamPublic) -> Sequence[SignedKey]:
    rows = TeamKey.objects.filter(team=before.team, version__gt=before.version)
    return [as_signed(row) for row in rows.order_by("version")]


def _pending() -> Path:
    path: Path = settings.HOME.bundle / PENDING
    return path


def _keep(body: bytes, signatures: dict[Team, bytes]) -> None:
    by = tuple(signatures.get(team, b"") for team in SIGNERS)
    replace_file(_pending(), SignedFile(body=body, signatures=by).to_bytes())


def _read_pending() -> SignedFile:
    try:
        file = read_file(_pending().read_bytes())
    except (OSError, Malformed) as error:
        raise NotPublished("nothing waits for a signature") from error
    if len(file.signatures) != len(SIGNERS):
        raise NotPublished("the draft is not whole")
    return file
