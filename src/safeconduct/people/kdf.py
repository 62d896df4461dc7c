"""The stretching of phrases: 64 MiB each, never more than two at once (VAULT section 3)."""

import threading

from django.conf import settings

from safeconduct.domain.word_phrase import fold_phrase
from safeconduct.vault.phrase import Stretched, stretch

AT_ONCE = 2
_pool = threading.BoundedSemaphore(AT_ONCE)


def stretched(phrase: str, salt: bytes) -> Stretched:
    """Stretch a phrase, however it was typed, with the pepper of this programme."""
    with _pool:
        return stretch(fold_phrase(phrase), salt, settings.PHRASE_PEPPER)
