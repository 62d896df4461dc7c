"""A return code as five groups of six digits: five hold sixteen bits, the sixth checks them."""

import re
import unicodedata

GROUPS = 5
GROUP_DIGITS = 6
GROUP_VALUES = 1 << 16
PHONES = 3
PHONE_DIGITS = 10

# The quasigroup of H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004: it notices
# each wrong digit and each swap of neighbours. Its diagonal is zero, so a sum checks itself.
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
# Telephones add these in front when a number is saved as a contact.
COUNTRIES = ("7", "8", "38")


def group(position: int, value: int) -> str:
    """Write sixteen bits as the six digits of the group at `position`, counted from 1."""
    five = f"{value:05d}"
    return five + str(_sum(position, five))


def group_ok(position: int, six_digits: str) -> bool:
    """Tell whether six digits (of any script) can be the group at `position`, counted from 1."""
    if not 1 <= position <= GROUPS or len(six_digits) != GROUP_DIGITS:
        return False
    plain = "".join(digit_runs(six_digits))
    return len(plain) == GROUP_DIGITS and _in_range(plain) and _sum(position, plain) == 0


def group_value(six_digits: str) -> int:
    """Return the sixteen bits of a group that is right."""
    return int(six_digits[:-1])


def digit_runs(text: str) -> list[str]:
    """Return the runs of decimal digits of a text, of any script, as ASCII."""
    signs = (unicodedata.decimal(sign, " ") for sign in text)
    return "".join(map(str, signs)).split()


def without_countries(digits: str) -> str:
    """Return the digits without the same country code before each of three phone numbers."""
    each = len(digits) // PHONES
    numbers = re.findall(f".{{{each}}}", digits) if each > PHONE_DIGITS else []
    if len(numbers) * each != len(digits) or len(numbers) != PHONES:
        return digits
    first = {number[:-PHONE_DIGITS] for number in numbers}
    if len(first) == 1 and first <= set(COUNTRIES):
        return "".join(number[-PHONE_DIGITS:] for number in numbers)
    return digits


def phone_number(digits: str) -> str:
    """Write ten digits the way people note a telephone number."""
    return f"{digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def _in_range(six_digits: str) -> bool:
    return group_value(six_digits) < GROUP_VALUES


def _sum(position: int, digits: str) -> int:
    """Mix the position in first, so that right groups in the wrong order are noticed."""
    return damm(digits, int(DAMM[0][position]))


def damm(digits: str, state: int = 0) -> int:
    """Return the digit that checks these digits; 0 where the last of them does so already."""
    for digit in digits:
        state = int(DAMM[state][int(digit)])
    return state
