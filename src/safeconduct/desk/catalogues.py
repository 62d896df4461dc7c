"""The desk's translations: compiled from `locale/*/LC_MESSAGES/django.po` where that is needed.

A bare Debian has no msgfmt; Babel does the same at the first start.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("locale")


def catalogues() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/django.po"))


def compile_stale() -> None:
    """Compile each catalogue that is newer than its compiled form; without one, English shows."""
    for written in catalogues():
        compiled = written.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < written.stat().st_mtime:
            _compile(written, compiled)


def _compile(written: Path, compiled: Path) -> None:
    """Write beside and rename: another process may be starting at the same moment."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only when there is work to do
    from babel.messages.pofile import read_po  # noqa: PLC0415

    beside = compiled.with_suffix(f".{os.getpid()}")
    try:
        with written.open("rb") as source, beside.open("wb") as target:
            write_mo(target, read_po(source))
        beside.replace(compiled)
    except PermissionError:
        return
