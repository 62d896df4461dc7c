import pytest

from safeconduct.vault.folding import fold
from safeconduct.vault.return_keys import derive
from tests.vault.cast import CODE, SALT


def test_the_word_changes_the_seed_and_never_the_locator() -> None:
    plain, word, other = (derive(CODE, text, SALT) for text in ("", "берёза", "клён"))
    assert plain.locator == word.locator == other.locator
    assert len({plain.seed, word.seed, other.seed}) == 3


def test_another_code_or_deployment_leads_elsewhere() -> None:
    here = derive(CODE, "", SALT)
    for elsewhere in (derive(CODE[::-1], "", SALT), derive(CODE, "", SALT[::-1])):
        assert elsewhere.locator != here.locator
        assert elsewhere.seed != here.seed


def test_neither_locator_nor_seed_contains_the_other_and_the_seed_is_not_shown() -> None:
    keys = derive(CODE, "", SALT)
    assert keys.locator != keys.seed
    assert repr(keys.seed) not in repr(keys)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Берёза", "береза"),
        ("  бе рё-за ", "береза"),
        ("п'ять", "пять"),
        ("п’ять", "пять"),
        ("Київ", "киив"),
        ("café", "cafe"),
        ("STRASSE", "straße"),
        ("Ⅷ", "viii"),
    ],
)
def test_a_word_is_the_same_however_it_is_typed(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)
    assert derive(CODE, typed, SALT) == derive(CODE, meant, SALT)


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0"])
def test_blanks_are_no_word(blank: str) -> None:
    assert derive(CODE, blank, SALT) == derive(CODE, "", SALT)


@pytest.mark.parametrize("signs", ["***", "🌳", "!"])
def test_a_word_of_signs_only_protects_too(signs: str) -> None:
    assert derive(CODE, signs, SALT) != derive(CODE, "", SALT)


@pytest.mark.parametrize(("one", "two"), [("की", "का"), ("береза", "берези"), ("a1", "a2")])
def test_different_words_stay_different(one: str, two: str) -> None:
    assert fold(one) != fold(two)
