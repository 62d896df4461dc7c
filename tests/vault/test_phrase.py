"""One phrase, one stretch: a verifier, an unlock key, and two slots that look alike."""

from dataclasses import replace

import pytest

from safeconduct.vault.phrase import (
    SamePhrase,
    Slot,
    SlotName,
    Stretched,
    WrongPhrase,
    matching_slot,
    new_slots,
    open_slot,
    stretch,
    with_phrase,
)
from tests.vault.cast import PEPPER, seed_of

WORDS = [f"w{place}" for place in range(2048)]
PHRASE = "Берёза сок окно река мост туман"
DURESS = "лампа сок окно река мост туман"
SEED, DECOY = seed_of("Alice"), seed_of("decoy")
SLOTS = new_slots(SEED, PHRASE, PEPPER)
OWN = stretch(PHRASE, SLOTS.salt, PEPPER)
OTHER = stretch(DURESS, SLOTS.salt, PEPPER)


def test_the_own_phrase_opens_the_member_key_however_it_is_typed() -> None:
    opened = open_slot(SLOTS, stretch("  берЕза сок окно  река мост туман ", SLOTS.salt, PEPPER))
    assert (opened.slot, opened.seed) == (SlotName.OWN, SEED)


def test_another_phrase_salt_or_pepper_opens_nothing() -> None:
    for stretched in (
        OTHER,
        stretch(PHRASE, seed_of("another salt")[:16], PEPPER),
        stretch(PHRASE, SLOTS.salt, b"another pepper"),
        stretch("берёзасок окно река мост туман", SLOTS.salt, PEPPER),
    ):
        assert matching_slot(SLOTS, stretched) is None
        with pytest.raises(WrongPhrase):
            open_slot(SLOTS, stretched)


def test_the_second_slot_is_random_until_it_is_set_and_looks_the_same() -> None:
    filled = with_phrase(SLOTS, SlotName.DURESS, DECOY, OTHER)
    for slots in (SLOTS, filled):
        assert len(slots.own.verifier) == len(slots.duress.verifier)
        assert len(slots.own.locked) == len(slots.duress.locked)
    assert SLOTS.duress != new_slots(SEED, PHRASE, PEPPER).duress


def test_the_duress_phrase_opens_its_own_slot_and_leaves_the_other() -> None:
    filled = with_phrase(SLOTS, SlotName.DURESS, DECOY, OTHER)
    duress, own = open_slot(filled, OTHER), open_slot(filled, OWN)
    assert (duress.slot, duress.seed) == (SlotName.DURESS, DECOY)
    assert (own.slot, own.seed) == (SlotName.OWN, SEED)


def test_one_phrase_cannot_have_both_slots() -> None:
    with pytest.raises(SamePhrase):
        with_phrase(SLOTS, SlotName.DURESS, DECOY, OWN)


def test_a_new_phrase_of_ones_own_replaces_the_old() -> None:
    changed = with_phrase(SLOTS, SlotName.OWN, SEED, OTHER)
    assert open_slot(changed, OTHER).seed == SEED
    with pytest.raises(WrongPhrase):
        open_slot(changed, OWN)


def test_a_verifier_alone_unlocks_nothing_and_a_foreign_lock_does_not_open() -> None:
    with pytest.raises(WrongPhrase):
        open_slot(SLOTS, Stretched(verifier=OWN.verifier, unlock_key=OWN.verifier))
    swapped = replace(SLOTS, own=Slot(verifier=OWN.verifier, locked=SLOTS.duress.locked))
    with pytest.raises(WrongPhrase):
        open_slot(swapped, OWN)


def test_nothing_secret_is_shown() -> None:
    shown = repr(SLOTS) + repr(OWN) + repr(open_slot(SLOTS, OWN))
    for secret in (SEED, OWN.verifier, OWN.unlock_key, SLOTS.own.locked):
        assert repr(secret) not in shown
