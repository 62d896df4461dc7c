"""Whose words a case believes besides its requester's: the talks that were tied to it.

A talk key counts when the requester's own signed arrival names it, or a reply key vouches for it.
"""

from collections.abc import Iterator

from safeconduct.cases import models
from safeconduct.cases.opening import as_stored
from safeconduct.cases.way_back import signers_of
from safeconduct.programme.current import current_bundle
from safeconduct.vault.arrivals import BadSignature, verify
from safeconduct.vault.outgoing import verify_talk_key


def talk_keys(case: models.Case, first_sign: bytes) -> tuple[bytes, ...]:
    """Return the public halves of every talk key that may add words to this case.

    `first_sign` is the requester's key of the first words; after a lost code others follow it.
    """
    first = (bytes(case.first.talk_sign),) if case.first.talk_sign else ()
    return (*first, *_named(case, first_sign), *_vouched(case))


def _named(case: models.Case, first_sign: bytes) -> Iterator[bytes]:
    signers = signers_of(case, bytes(case.first.case_public))
    places = case.arrivals.select_related("arrival").exclude(arrival__talk_sign=b"")
    for place in places.exclude(arrival=case.first):
        try:
            verify(as_stored(place.arrival), signers.at(first_sign, place.seq))
        except (BadSignature, ValueError):
            continue
        yield bytes(place.arrival.talk_sign)


def _vouched(case: models.Case) -> Iterator[bytes]:
    public = bytes(case.first.case_public)
    for key in case.talk_keys.all():
        try:
            verify_talk_key(
                bytes(key.record), bytes(key.talk_sign), public, current_bundle().reply_keys
            )
        except BadSignature:
            continue
        yield bytes(key.talk_sign)
