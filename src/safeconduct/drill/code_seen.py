"""A return code as a person sees it: five groups of six digits, and above them eight words."""

import re
from itertools import pairwise

GROUP = re.compile(r"\b\d{6}\b")
GROUPS, WORDS = 5, 8


def digits_in(shown: str) -> str:
    """Return the code's digits in what is shown, "" where there are none."""
    groups = GROUP.findall(shown)
    return " ".join(groups) if len(groups) == GROUPS else ""


def words_in(shown: str) -> str:
    """Return the code's words: the paragraph of eight above the digits; "" where it is not."""
    paragraphs = shown.split("\n\n")
    for above, below in pairwise(paragraphs):
        if digits_in(below) and len(above.split()) == WORDS:
            return " ".join(above.split())
    return ""
