"""The stretching of phrases: 64 MiB each, never more than two at once (VAULT section 3)."""

from django.conf import settings

from safeconduct.domain.turns import Turns
from safeconduct.domain.word_phrase import fold_phrase
from safeconduct.vault.phrase import Stretched, stretch

# One waits; the threads of a desk are needed for more than signing in.
STRETCHING = Turns(at_once=2, line=1)


def stretched(phrase: str, salt: bytes) -> Stretched:
    """Stretch a phrase, however it was typed, with the programme's pepper; raises LineIsFull."""
    with STRETCHING.turn():
        return stretch(fold_phrase(phrase), salt, settings.PHRASE_PEPPER)
