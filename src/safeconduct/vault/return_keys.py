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
    """Where a requester's replies wait, and the seed of the keys that open and sign."""

    locator: bytes
    seed: bytes = field(repr=False)


def derive(code: bytes, own_word: str, salt: bytes) -> ReturnKeys:
    """Return the keys of a 10-byte code; `salt` is the deployment's; "" is no own word."""
    out = _argon(code, salt)
    locator, rest = out[:LOCATOR], out[LOCATOR:]
    word = fold(own_word)
    if not word:
        return ReturnKeys(locator=locator, seed=symmetric.derive(rest, "requester seed"))
    stretched = _argon(rest + word.encode(), salt)
    return ReturnKeys(locator=locator, seed=symmetric.derive(stretched, "requester seed, own word"))


def _argon(secret: bytes, salt: bytes) -> bytes:
    kdf = Argon2id(salt=salt, length=64, iterations=1, lanes=1, memory_cost=MEMORY_KIB)
    return kdf.derive(secret)
