"""The return code: 80 bits that lead back to a case, as eight words or five groups of digits."""

from enum import StrEnum
from hashlib import sha256
from typing import NewType

from safeconduct.domain.return_digits import (
    GROUP_DIGITS,
    GROUPS,
    PHONE_DIGITS,
    PHONES,
    digit_runs,
    group,
    group_ok,
    group_value,
    phone_number,
    without_countries,
)
from safeconduct.domain.return_words import (
    LIST_LENGTH,
    LONGEST_TEXT,
    WORD_BITS,
    heard_words,
    word_list,
)

__all__ = [
    "CODE_BYTES",
    "WORDS",
    "Fault",
    "NotACode",
    "ReturnCode",
    "as_phone_numbers",
    "digits",
    "group_ok",
    "parse",
    "words",
]

ReturnCode = NewType("ReturnCode", bytes)

CODE_BYTES = 10
WORDS = 8
DIGITS = GROUPS * GROUP_DIGITS
CHECK_LABEL = b"safe conduct return code check\x00"
# Numbered words hold fewer digits than this, named telephone numbers hold more.
SURELY_DIGITS = 24


class Fault(StrEnum):
    """What keeps a text from being a return code."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    WORD_COUNT = "word_count"
    WORD = "word"
    WORDS_DISAGREE = "words_disagree"
    DIGIT_COUNT = "digit_count"
    GROUP = "group"


class NotACode(ValueError):
    """The text is no return code; says why and where, never what was typed.

    `positions` are the words or groups that are not right, counted from 1; none when the whole
    does not fit. `found` is how many words or digits there were, `needed` how many there must be.
    """

    def __init__(
        self, kind: Fault, *, positions: tuple[int, ...] = (), found: int = 0, needed: int = 0
    ) -> None:
        self.kind = kind
        self.positions = positions
        self.found = found
        self.needed = needed
        where = f" at {', '.join(map(str, positions))}" if positions else ""
        counted = f": {found} of {needed}" if needed else ""
        super().__init__(f"{kind}{where}{counted}")

    @property
    def position(self) -> int:
        """The first word or group that is not right, counted from 1; 0 for the whole."""
        return self.positions[0] if self.positions else 0


def words(code: ReturnCode, language: str) -> tuple[str, ...]:
    """Write a code as eight words of a language of `WORD_LANGUAGES`."""
    listed = word_list(language)
    number = int.from_bytes(_checked(code) + _check(code))
    return tuple(listed[number >> WORD_BITS * left & LIST_LENGTH - 1] for left in _down(WORDS))


def digits(code: ReturnCode) -> tuple[str, ...]:
    """Write a code as five groups of six digits."""
    _checked(code)
    values = (int.from_bytes(code[start : start + 2]) for start in range(0, CODE_BYTES, 2))
    return tuple(group(position, value) for position, value in enumerate(values, start=1))


def as_phone_numbers(code: ReturnCode) -> tuple[str, ...]:
    """Write the thirty digits as three numbers of ten, the way people note telephone numbers."""
    run = "".join(digits(code))
    return tuple(phone_number(run[PHONE_DIGITS * at :][:PHONE_DIGITS]) for at in range(PHONES))


def parse(text: str) -> ReturnCode:
    """Return the code that words or digits stand for; raise `NotACode` when there is none."""
    if len(text) > LONGEST_TEXT:
        raise NotACode(Fault.TOO_LONG)
    runs = digit_runs(text)
    counted, letters = sum(map(len, runs)), sum(map(str.isalpha, text))
    if not counted and not letters:
        raise NotACode(Fault.EMPTY)
    if counted > letters or counted >= SURELY_DIGITS:
        return _of_digits(runs)
    return _of_words(text)


def _of_words(text: str) -> ReturnCode:
    heard = heard_words(text)
    unknown = tuple(at for at, word in enumerate(heard, start=1) if word.place is None)
    if len(heard) != WORDS:
        raise NotACode(Fault.WORD_COUNT, positions=unknown, found=len(heard), needed=WORDS)
    if unknown:
        raise NotACode(Fault.WORD, positions=unknown)
    number = 0
    for word in heard:
        number = number << WORD_BITS | (word.place or 0)
    whole = number.to_bytes(CODE_BYTES + 1)
    code = ReturnCode(whole[:CODE_BYTES])
    if _check(code) != whole[CODE_BYTES:]:
        raise NotACode(Fault.WORDS_DISAGREE)
    return code


def _of_digits(runs: list[str]) -> ReturnCode:
    run = without_countries("".join(runs))
    if len(run) != DIGITS:
        raise NotACode(
            Fault.DIGIT_COUNT, positions=_odd_groups(runs), found=len(run), needed=DIGITS
        )
    groups = [run[start : start + GROUP_DIGITS] for start in range(0, DIGITS, GROUP_DIGITS)]
    wrong = tuple(at for at, six in enumerate(groups, start=1) if not group_ok(at, six))
    if wrong:
        raise NotACode(Fault.GROUP, positions=wrong)
    return ReturnCode(b"".join(group_value(six).to_bytes(2) for six in groups))


def _odd_groups(runs: list[str]) -> tuple[int, ...]:
    """Return which groups have too few or too many digits, where the text shows groups."""
    if len(runs) != GROUPS:
        return ()
    return tuple(at for at, six in enumerate(runs, start=1) if len(six) != GROUP_DIGITS)


def _check(code: ReturnCode) -> bytes:
    return sha256(CHECK_LABEL + code).digest()[:1]


def _checked(code: ReturnCode) -> ReturnCode:
    if len(code) != CODE_BYTES:
        raise ValueError("a return code has ten bytes")
    return code


def _down(count: int) -> range:
    return range(count - 1, -1, -1)
