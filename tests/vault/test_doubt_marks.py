"""A doubt's mark speaks to whoever holds the code, and is noise to everybody else."""

from uuid import uuid4

import pytest

from safeconduct.vault.doubt_marks import DoubtMark, no_mark, read, written
from safeconduct.vault.return_keys import derive
from tests.making import SALT

CODE = b"0123456789"
KEY = derive(CODE, "", SALT).mark


@pytest.mark.parametrize("mark", list(DoubtMark))
def test_the_code_tells_a_mark_whatever_the_word(mark: DoubtMark) -> None:
    doubt = uuid4()
    stored = written(mark, doubt, derive(CODE, "клён", SALT).mark)
    assert read(stored, doubt, KEY) is mark
    assert read(stored, doubt, derive(CODE, "дуб", SALT).mark) is mark


def test_another_code_or_another_doubt_tells_nothing() -> None:
    doubt = uuid4()
    stored = written(DoubtMark.ERASED, doubt, KEY)
    assert read(stored, doubt, derive(b"9876543210", "", SALT).mark) is None
    assert read(stored, uuid4(), KEY) is None


def test_a_doubt_that_marks_nothing_looks_like_one_that_does() -> None:
    assert len(no_mark()) == len(written(DoubtMark.ERASED, uuid4(), KEY))
    assert read(no_mark(), uuid4(), KEY) is None
    assert no_mark() != no_mark()


def test_the_mark_key_is_neither_locator_nor_seed() -> None:
    keys = derive(CODE, "", SALT)
    assert len({keys.locator, keys.seed, keys.mark}) == 3
