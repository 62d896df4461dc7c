"""A new way back for who has lost their code: drawn once, told once, stored nowhere (VAULT 4)."""

import hashlib
import secrets
import uuid
from contextlib import suppress
from datetime import datetime

from safeconduct.cases import models, outbox
from safeconduct.cases.access import locked
from safeconduct.cases.actions import NotTrusted, decided, refuse_changed
from safeconduct.cases.chronicle import Happened, life_of, record
from safeconduct.cases.erasing import locators_of
from safeconduct.cases.opening import UNREADABLE, CaseKey, as_stored, case_key, entry_words
from safeconduct.cases.signers import signers_of
from safeconduct.cases.untaken import untaken
from safeconduct.cases.way_back import WayBack, way_back
from safeconduct.cases.writer import writing
from safeconduct.domain.life import Action
from safeconduct.domain.return_code import CODE_BYTES, ReturnCode
from safeconduct.people.readers import Reader
from safeconduct.programme.current import current_bundle
from safeconduct.programme.signing import reply_key
from safeconduct.vault.arrivals import ArrivalKind, BadSignature
from safeconduct.vault.copies import seal_copy
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.replacement import Replacement, sign_replacement
from safeconduct.vault.replies import Address, ItemKind, ReplyKey, seal_reply
from safeconduct.vault.return_keys import ReturnKeys, derive

ENDS = (ArrivalKind.WITHDRAW, ArrivalKind.ERASE)


class EndsFirst(Exception):
    """The person has asked to withdraw or to delete everything: intake does that before."""


def replace_code(
    reference: str, own_word: str, *, reader: Reader, at: datetime, seen: int | None = None
) -> ReturnCode:
    """Draw a new code and let the old one die; what was not read yet waits under the new one.

    The code stands in what this returns and nowhere else. Raises what `act` raises, NotTrusted,
    EndsFirst.
    """
    with writing():
        case = locked(reference, reader)
        refuse_changed(case, seen)
        _refuse_where_an_end_waits(case)
        life = life_of(case)
        event = decided(life, Action.REPLACE_CODE, reader, at)
        key, signing = case_key(case, reader), reply_key(reader)
        code = ReturnCode(secrets.token_bytes(CODE_BYTES))
        fresh = derive(code, own_word, current_bundle().salt)
        row = _replacement(case, fresh, key=key, signing=signing)
        _carry_over(case, row, key=key, signing=signing)
        outbox.call_back(case)
        # The state is told anew, to the keys that count now.
        case.tell = True
        content = hashlib.sha256(row.record).digest()
        record(case, life, [Happened(event=event, content=content)])
    return code


def _refuse_where_an_end_waits(case: models.Case) -> None:
    """Raise EndsFirst where the code that counts has ended the case, and intake was not there yet.

    That it lies here is no date of a door's, which could be forged.
    """
    ends = untaken().filter(kind__in=ENDS, locator__in=locators_of(case))
    signers = signers_of(case)
    for row in ends:
        with suppress(BadSignature, ValueError):
            if signers.code_of(as_stored(row)) == signers.newest:
                raise EndsFirst


def _replacement(
    case: models.Case, fresh: ReturnKeys, *, key: CaseKey, signing: ReplyKey
) -> models.Replacement:
    """Store the signed record that leads from the way back that counts to the new one."""
    requester = pair_of(fresh.seed)
    made = Replacement(
        case_public=key.public,
        old_locator=_trusted(case, key).locator,
        locator=fresh.locator,
        requester_kem=requester.kem_public,
        requester_sign=requester.sign_public,
    )
    return models.Replacement.objects.create(
        case=case,
        old_locator=made.old_locator,
        locator=made.locator,
        requester_kem=made.requester_kem,
        requester_sign=made.requester_sign,
        copy=seal_copy(key.public, requester),
        record=sign_replacement(made, signing),
    )


def _trusted(case: models.Case, key: CaseKey) -> WayBack:
    try:
        return way_back(case, key)
    except UNREADABLE as error:
        raise NotTrusted from error


def _carry_over(
    case: models.Case, row: models.Replacement, *, key: CaseKey, signing: ReplyKey
) -> None:
    """Seal each unread reply to the new keys, in place of what only the lost code opened."""
    requester_kem = bytes(row.requester_kem)
    for entry in case.entries.all():
        copy = case.copies.filter(kind=ItemKind.REPLY, read_at=None, entry=entry.id).first()
        if copy is None:
            continue
        item = uuid.uuid4()
        to = Address(item=item, case_public=key.public, requester_kem=requester_kem)
        words = entry_words(entry, key)
        models.RequesterCopy.objects.create(
            id=item,
            case=case,
            locator=row.locator,
            kind=copy.kind,
            entry=entry.id,
            body=seal_reply(words, to, signing),
            stored_at=copy.stored_at,
            noted=False,
        )
        copy.delete()
