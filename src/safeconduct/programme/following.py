"""What may be published next, and whether a draft is that.

What counts is not what the database says: a team's new version must follow, signature by signature,
from the version in the directory before.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from safeconduct.people.models import TeamKey
from safeconduct.people.teams import as_signed
from safeconduct.programme.bundle import Contents
from safeconduct.programme.current import current_bundle
from safeconduct.programme.drafts import Draft, Publication
from safeconduct.programme.not_published import NotPublished, Unsigned
from safeconduct.programme.publication import public_texts
from safeconduct.vault.index import Index
from safeconduct.vault.signed_files import Malformed
from safeconduct.vault.team_keys import BrokenChain, verify_chain
from safeconduct.vault.team_keys import TeamKey as SignedKey
from safeconduct.vault.wraps import TeamPublic

DRAFT_LIVES = timedelta(days=1)


def next_publication(at: datetime) -> Publication:
    """Return what would be published now; raises NotPublished where a team's key is broken."""
    current = current_bundle().contents
    try:
        teams = tuple(verify_chain(one, _later(one)) for one in current.directory.teams)
    except BrokenChain as error:
        raise NotPublished(Unsigned.BROKEN_KEY) from error
    return Publication(
        directory=replace(
            current.directory, serial=current.directory.serial + 1, issued_at=at, teams=teams
        ),
        index=Index(serial=current.index.serial + 1, files=public_texts()),
    )


def check(draft: Draft, at: datetime) -> Publication:
    """Return what was drafted when it is what may follow now; raises NotPublished."""
    current = current_bundle().contents
    try:
        drafted = draft.publication
    except Malformed as error:
        raise NotPublished(Unsigned.OTHER_CHANGES) from error
    _check_directory(drafted, current)
    if abs(at - drafted.directory.issued_at) > DRAFT_LIVES:
        raise NotPublished(Unsigned.OLD)
    if drafted.index != Index(serial=current.index.serial + 1, files=public_texts()):
        raise NotPublished(Unsigned.OTHER_TEXTS)
    return drafted


def _check_directory(drafted: Publication, current: Contents) -> None:
    """Raise NotPublished unless it is the current directory with newer team keys."""
    before, after = current.directory, drafted.directory
    if after.serial != before.serial + 1 or after.issued_at < before.issued_at:
        raise NotPublished(Unsigned.NOT_NEXT)
    teams = tuple(_version(one, drafted) for one in before.teams)
    if after != replace(before, serial=after.serial, issued_at=after.issued_at, teams=teams):
        raise NotPublished(Unsigned.OTHER_CHANGES)


def _version(before: TeamPublic, drafted: Publication) -> TeamPublic:
    """Return the version that the draft names, when it follows from the one before."""
    try:
        wanted = drafted.directory.team(before.team).version
        return verify_chain(before, [one for one in _later(before) if one.public.version <= wanted])
    except (KeyError, BrokenChain) as error:
        raise NotPublished(Unsigned.BROKEN_KEY) from error


def _later(before: TeamPublic) -> Sequence[SignedKey]:
    rows = TeamKey.objects.filter(team=before.team, version__gt=before.version)
    return [as_signed(row) for row in rows.order_by("version")]
