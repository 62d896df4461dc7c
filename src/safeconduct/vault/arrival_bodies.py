"""The body of an arrival: sealed by a door, opened at the desk, bound to all public values."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from safeconduct.vault import padding, seals
from safeconduct.vault.encoding import digest, encode
from safeconduct.vault.seals import CannotOpen, Purpose
from safeconduct.vault.signed_arrivals import Arrival, ArrivalKind


def with_body(arrival: Arrival, body: bytes, sizes: Sequence[int]) -> Arrival:
    """Return the arrival with its body padded and sealed to the case, and what it is bound to."""
    bound = replace(arrival, sealed_under=_binding(arrival))
    padded = padding.pad(body, sizes)
    return replace(bound, body=seals.seal(padded, arrival.case_public, _body_info(bound)))


def with_doubt(
    arrival: Arrival, body: bytes, intake_public: bytes, sizes: Sequence[int]
) -> Arrival:
    """Return a `doubt` with its body sealed to the intake key, and that key's digest."""
    under = hashlib.sha256(intake_public).digest()
    sealed = seals.seal(padding.pad(body, sizes), intake_public, _doubt_info(arrival, under))
    return replace(arrival, body=sealed, sealed_under=under)


def open_first_body(arrival: Arrival, case_seed: bytes) -> bytes:
    """Return what a `new` says; raises CannotOpen when any public value is not the bound one."""
    if arrival.kind is not ArrivalKind.NEW:
        raise CannotOpen("not a first body")
    return _open(arrival, case_seed)


def open_body(arrival: Arrival, case_seed: bytes) -> bytes:
    """Return what an `add` says; raises CannotOpen when any public value is not the bound one."""
    if arrival.kind is not ArrivalKind.ADD:
        raise CannotOpen("not an added body")
    return _open(arrival, case_seed)


def open_doubt(arrival: Arrival, intake_seed: bytes) -> bytes:
    """Return what a `doubt` says; raises CannotOpen."""
    if arrival.kind is not ArrivalKind.DOUBT:
        raise CannotOpen("not a doubt")
    bound = _doubt_info(arrival, arrival.sealed_under)
    return _unpadded(seals.open_sealed(arrival.body, intake_seed, bound))


def _binding(arrival: Arrival) -> bytes:
    return digest(
        "binding",
        arrival.case_public,
        arrival.requester_kem,
        arrival.requester_sign,
        arrival.locator,
        arrival.directory_serial,
    )


def _open(arrival: Arrival, case_seed: bytes) -> bytes:
    if seals.public_of(case_seed) != arrival.case_public:
        raise CannotOpen("the stored public key does not belong to the case's private one")
    if arrival.sealed_under != _binding(arrival):
        raise CannotOpen("the public values are not those it was sealed under")
    return _unpadded(seals.open_sealed(arrival.body, case_seed, _body_info(arrival)))


def _unpadded(padded: bytes) -> bytes:
    try:
        return padding.unpad(padded)
    except padding.NotPadded as error:
        raise CannotOpen from error


def _body_info(arrival: Arrival) -> bytes:
    purpose = Purpose.FIRST_BODY if arrival.kind is ArrivalKind.NEW else Purpose.BODY
    case = seals.case_of(arrival.case_public)
    return seals.info(purpose, case, arrival.id.bytes, arrival.sealed_under)


def _doubt_info(arrival: Arrival, under: bytes) -> bytes:
    bound = encode("doubt", arrival.locator, under)
    return seals.info(Purpose.DOUBT, part=arrival.id.bytes, bound=bound)
