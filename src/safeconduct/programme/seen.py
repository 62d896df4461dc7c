"""What a door has accepted before: the highest serials, and the last good files themselves.

Each door has a file of its own, so a bundle that goes back to older keys is refused by every door,
and a broken one leaves the door with what it had.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBefore:
    """Serial numbers that never go down, and the files that were good."""

    serial: int = 0
    successions: int = 0
    index: int = 0
    manifest_from: datetime = NEVER
    files: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_seen(path: Path) -> SeenBefore:
    """Return what a door has seen; nothing when it never saw anything."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return SeenBefore(
            serial=int(found["serial"]),
            successions=int(found["successions"]),
            index=int(found["index"]),
            manifest_from=datetime.fromisoformat(found["manifest_from"]),
            files={str(name): str(text) for name, text in found["files"].items()},
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return SeenBefore()


def write_seen(path: Path, seen: SeenBefore) -> None:
    """Write what a door has seen, all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "serial": seen.serial,
        "successions": seen.successions,
        "index": seen.index,
        "manifest_from": seen.manifest_from.isoformat(),
        "files": dict(seen.files),
    }
    replace_file(path, json.dumps(content).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Put a new file in an old one's place, durably: all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink()
        raise
