"""A short number: ten digits for callers without a pen, the last of which checks the others.

It begins with a digit that no group of a return code begins with (five digits hold sixteen bits),
so that the first key tells which of the two is being typed.
"""

from itertools import pairwise

from safeconduct.domain.return_digits import damm

DIGITS = 10
FIRST = "789"
GROUPS = (3, 3, 4)
DRAWN_BYTES = 16
"""So many random bytes are drawn for one: many more than it holds, so that all are as likely."""
_LOWEST, _COUNT = 700_000_000, 300_000_000


def number_of(drawn: bytes) -> str:
    """Return the short number that random bytes stand for."""
    nine = str(_LOWEST + int.from_bytes(drawn) % _COUNT)
    return nine + str(damm(nine))


def is_begun(digits: str) -> bool:
    """Say whether these digits begin a short number, and no return code."""
    return digits[:1] in tuple(FIRST)


def is_right(digits: str) -> bool:
    """Say whether ten digits can be a short number: each single slip and swap is noticed."""
    plain = digits.isascii() and digits.isdigit() and len(digits) == DIGITS
    return plain and is_begun(digits) and damm(digits) == 0


def groups(number: str) -> tuple[str, ...]:
    """Return the groups in which a short number is said."""
    ends = [sum(GROUPS[:place]) for place in range(len(GROUPS) + 1)]
    return tuple(number[begin:end] for begin, end in pairwise(ends))
