"""Publishing: one of two signers drafts and signs keys and texts, the other checks and signs.

What counts is not what the database says: a team's new version must follow, signature by signature,
from the version in the directory before. Then doors seal to it, and a removed member's key is past.
The texts are those of this version; doors show them once both have signed.
"""

from datetime import datetime, timedelta

from django.conf import settings

from safeconduct.domain.role import Team
from safeconduct.people.readers import Reader
from safeconduct.programme import drafts
from safeconduct.programme.bundle import DIRECTORY, INDEX
from safeconduct.programme.current import current_bundle
from safeconduct.programme.drafts import SIGNERS, Draft, Publication
from safeconduct.programme.following import check, next_publication
from safeconduct.programme.not_published import NotPublished, Unsigned
from safeconduct.programme.publication import STORED, stored_texts, text_files
from safeconduct.programme.seen import replace_file
from safeconduct.programme.signing import NoDirectoryKey, directory_seed
from safeconduct.vault.directory import NotSigned, accept_directory, sign_directory
from safeconduct.vault.index import accept_index, sign_index

DRAFT_LIVES = timedelta(days=1)


def draft_publication(*, reader: Reader, at: datetime, mark: str = "") -> Publication:
    """Sign the newest team keys and this version's texts, for the other signer.

    `mark` names what was looked at; raises NotPublished.
    """
    half = _half(reader, frozenset(SIGNERS))
    following = next_publication(at)
    _same(mark, following)
    drafts.keep(_signed(drafts.draft_of(following), half, reader))
    return following


def sign_publication(*, reader: Reader, at: datetime, mark: str = "") -> Publication:
    """Check what the other signer drafted, sign it and publish it; raises NotPublished."""
    draft = drafts.kept()
    if draft is None:
        raise NotPublished(Unsigned.NOTHING_WAITS)
    half = _half(reader, draft.open_halves)
    drafted = check(draft, at)
    _same(mark, drafted)
    _put(_signed(draft, half, reader))
    return drafted


def _half(reader: Reader, open_halves: frozenset[Team]) -> Team:
    mine = [team for team, right in SIGNERS.items() if reader.actor.may(right)]
    if not mine:
        raise NotPublished(Unsigned.NOT_A_SIGNER)
    for team in mine:
        if team in open_halves:
            return team
    raise NotPublished(Unsigned.SAME_HALF)


def _same(mark: str, publication: Publication) -> None:
    if mark and mark != publication.mark:
        raise NotPublished(Unsigned.ANOTHER)


def _signed(draft: Draft, half: Team, reader: Reader) -> Draft:
    try:
        seed = directory_seed(reader, half)
    except NoDirectoryKey as error:
        raise NotPublished(Unsigned.NO_KEY) from error
    by_directory = sign_directory(draft.directory.body, seed)
    return draft.signed(half, by_directory, sign_index(draft.index.body, seed))


def _put(draft: Draft) -> None:
    """Put the files in their places as a door would accept them; each step leaves a good bundle."""
    current, folder = current_bundle().contents, settings.HOME.bundle
    directory, index = draft.directory.to_bytes(), draft.index.to_bytes()
    first = current.manifest.directory_keys
    try:
        accepted = accept_directory(directory, first, current.directory.seen)
        listed = accept_index(index, accepted.signers(first), current.index.serial)
    except NotSigned as error:
        raise NotPublished(Unsigned.FORGED) from error
    for name, content in text_files().items():
        replace_file(folder / name, content)
    replace_file(folder / INDEX, index)
    replace_file(folder / DIRECTORY, directory)
    drafts.forget()
    # A door that reads at this very moment may still want the texts of the index before.
    needed = stored_texts(listed) | stored_texts(current.index)
    for path in folder.glob(f"{STORED}*"):
        if path.name not in needed:
            path.unlink()
    current_bundle().look()
