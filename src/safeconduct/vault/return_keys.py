"""From a return code, and a word of one's own, to the locator and the requester's seed (VAULT 4).

The locator says where a case's waiting replies lie; the seed opens them. The word changes the
seed and never the locator: a wrong one finds the place and opens nothing.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from safeconduct.vault import symmetric
from safeconduct.vault.folding import fold

MEMORY_KIB = 1024
LOCATOR = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnKeys:
    """Where a requester's replies wait, and the seed of the keys that open and sign.

    `mark` is the code's own, whatever the word: vault/doubt_marks.py.
    """

    locator: bytes
    seed: bytes = field(repr=False)
    mark: bytes = field(default=b"", repr=False)


def derive(code: bytes, own_word: str, salt: bytes) -> ReturnKeys:
    """Return the keys of a 10-byte code; `salt` is the deployment's; "" is no own word."""
    out = _argon(code, salt)
    locator, rest = out[:LOCATOR], out[LOCATOR:]
    return ReturnKeys(
        locator=locator,
        seed=_seed(rest, fold(own_word), salt),
        mark=symmetric.derive(rest, "doubt marks"),
    )


def _seed(rest: bytes, word: str, salt: bytes) -> bytes:
    if not word:
        return symmetric.derive(rest, "requester seed")
    return symmetric.derive(_argon(rest + word.encode(), salt), "requester seed, own word")


def _argon(secret: bytes, salt: bytes) -> bytes:
    kdf = Argon2id(salt=salt, length=64, iterations=1, lanes=1, memory_cost=MEMORY_KIB)
    return kdf.derive(secret)
