"""What `scripts/vectors` made with the browser's libraries opens here, byte for byte."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from safeconduct.vault import return_keys, seals, signatures
from safeconduct.vault.arrivals import (
    Arrival,
    ArrivalKind,
    CannotOpen,
    decode_wraps,
    open_copy,
    open_first_body,
    verify,
)
from safeconduct.vault.folding import fold
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.seals import Purpose
from safeconduct.vault.wraps import open_wrap

VECTORS = json.loads((Path(__file__).parent / "vectors" / "browser.json").read_text())


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize("made", VECTORS["seals"], ids=lambda made: made["purpose"])
def test_a_seal_made_in_javascript_opens_under_its_own_info_only(made: dict) -> None:
    seed = raw(made["seed"])
    assert seals.public_of(seed) == raw(made["public"])
    case = seals.case_of(raw(made["public"]))
    info = seals.info(Purpose(made["purpose"]), case, made["part"].encode())
    assert (case, info) == (raw(made["case"]), raw(made["info"]))
    assert seals.open_sealed(raw(made["sealed"]), seed, info) == made["plain"].encode()
    with pytest.raises(CannotOpen):
        seals.open_sealed(raw(made["sealed"]), seed, seals.info(Purpose.COPY, case))


@pytest.mark.parametrize("made", VECTORS["pairs"])
def test_a_seed_gives_the_same_pair(made: dict) -> None:
    pair = pair_of(raw(made["seed"]))
    assert pair.kem_public == raw(made["kem_public"])
    assert pair.sign_public == raw(made["sign_public"])


@pytest.mark.parametrize("made", VECTORS["signing"])
def test_a_signing_seed_gives_the_same_public_half(made: dict) -> None:
    assert signatures.public_of(raw(made["seed"])) == raw(made["public"])


@pytest.mark.parametrize("made", VECTORS["codes"], ids=["no own word", "an own word"])
def test_a_code_gives_the_same_locator_and_seed(made: dict) -> None:
    assert fold(made["typed"]) == made["folded"]
    keys = return_keys.derive(raw(made["code"]), made["typed"], raw(made["salt"]))
    assert keys.locator == raw(made["locator"])
    assert keys.seed == raw(made["seed"])


@pytest.mark.parametrize("made", VECTORS["arrivals"])
def test_an_arrival_handed_in_by_javascript_verifies_and_opens(made: dict) -> None:
    arrival = arrival_of(made)
    verify(arrival, arrival.requester_sign)
    for wrap in arrival.wraps:
        team_seed = pair_of(raw(made["team_seeds"][wrap.team])).kem_seed
        case_seed = open_wrap(wrap, arrival.case_public, team_seed)
        assert open_first_body(arrival, case_seed) == raw(made["plain"])
    keys = return_keys.derive(raw(made["code"]), made["word"], raw(made["salt"]))
    assert keys.locator == arrival.locator
    assert open_copy(arrival.copy, keys.seed) == arrival.case_public


def arrival_of(made: dict) -> Arrival:
    return Arrival(
        id=UUID(made["id"]),
        kind=ArrivalKind.NEW,
        locator=raw(made["locator"]),
        body=raw(made["body"]),
        wraps=decode_wraps(raw(made["wraps"])),
        copy=raw(made["copy"]),
        case_public=raw(made["casePublic"]),
        requester_kem=raw(made["requesterKem"]),
        requester_sign=raw(made["requesterSign"]),
        sealed_under=raw(made["sealedUnder"]),
        channel=made["channel"],
        language=made["language"],
        request_kind=made["requestKind"],
        urgency=made["urgency"],
        size_band=made["sizeBand"],
        directory_serial=made["directorySerial"],
        signature=raw(made["signature"]),
    )
