"""One digest that stands for many: a Merkle root over leaves, in an order of their own."""

from collections.abc import Iterable

from safeconduct.vault.encoding import digest


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves, sorted, so that who reads them in another order agrees.

    An odd one out goes up by itself; leaves and nodes are told apart by their label.
    """
    row = sorted(digest("leaf", leaf) for leaf in leaves)
    if not row:
        return digest("no leaves")
    while len(row) > 1:
        row = [_joined(row[at : at + 2]) for at in range(0, len(row), 2)]
    return row[0]


def _joined(pair: list[bytes]) -> bytes:
    return digest("node", *pair) if len(pair) > 1 else pair[0]
