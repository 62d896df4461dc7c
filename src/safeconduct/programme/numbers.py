"""The numbers of the line: one written in any common way is the same as its bare digits."""

import re
from collections.abc import Mapping

PUNCTUATION = re.compile(r"[\s()./-]")


def plain_number(number: str) -> str:
    """Return a telephone number as digits with its country code, without plus or double zero."""
    return PUNCTUATION.sub("", number).removeprefix("+").removeprefix("00")


def read_numbers(found: object) -> Mapping[str, str]:
    """Read the table of numbers and their languages; raises TypeError, ValueError."""
    if not isinstance(found, dict):
        raise TypeError("numbers is a table")
    numbers = {plain_number(str(number)): str(tag) for number, tag in found.items()}
    wrong = [number for number in numbers if not (number.isascii() and number.isdigit())]
    if wrong or len(numbers) != len(found):
        raise ValueError('numbers says "+380 800 000 000" = "uk", each number once')
    return numbers
