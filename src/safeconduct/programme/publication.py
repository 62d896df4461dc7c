"""Public texts as the index lists them, so that a door can tell signed words from others."""

from safeconduct.programme.texts import FOLDER
from safeconduct.vault.index import Index, Listed, NotListed, listed


def public_texts() -> tuple[Listed, ...]:
    """Return every file of texts by name and digest, in the order of names."""
    return tuple(listed(name, content) for name, content in _files())


def unsigned_texts(index: Index) -> tuple[str, ...]:
    """Return the names of files whose words are not those that lead and coordination signed."""
    return tuple(name for name, content in _files() if not _is_signed(index, name, content))


def _is_signed(index: Index, name: str, content: bytes) -> bool:
    try:
        index.check(name, content)
    except NotListed:
        return False
    return True


def _files() -> list[tuple[str, bytes]]:
    paths = sorted(FOLDER.glob("*/*.toml"))
    return [(f"texts/{path.parent.name}/{path.name}", path.read_bytes()) for path in paths]
