"""What a column may hold: each stored field is declared clear, with its reason, or sealed."""

from dataclasses import dataclass
from typing import TypeVar

Field = TypeVar("Field")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """How one stored field is kept: `sealed_to` names who can open it, `why` why it is clear."""

    why: str = ""
    sealed_to: str = ""


def clear(field: Field, why: str) -> Field:
    """Declare that a stored field lies in the clear, and why that harms nobody."""
    object.__setattr__(field, "declared", Declared(why=why))
    return field


def sealed(field: Field, to: str) -> Field:
    """Declare that a stored field is ciphertext, and for whom."""
    object.__setattr__(field, "declared", Declared(sealed_to=to))
    return field
