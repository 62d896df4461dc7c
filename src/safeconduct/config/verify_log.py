"""`safeconduct verify-log [--anchors FILE]`: name every event edited, removed, moved or cut off.

A file that left the machine knows what the database's owner cannot change: with it, a chain that
was cut, dropped or rewritten together with its head and its anchors is named too.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from safeconduct.cases.anchor_check import broken_anchors
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Anchor, Event
from safeconduct.cases.witness import NotAWitness, Witness, contradicted, read

WITHOUT = "Checked against itself only: who owns the database can rewrite it all (--anchors FILE)."
NOTHING_TOLD = 2


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct verify-log")
    parser.add_argument("--anchors", type=Path, help="what `safeconduct anchors` once wrote")
    file = parser.parse_args(argv).anchors
    try:
        witness = _witness(file) if file else None
    except (OSError, UnicodeDecodeError, NotAWitness) as error:
        sys.stderr.write(f"{file}: {error}\n")
        return NOTHING_TOLD
    found = 0
    for line in _breaks(witness):
        found += 1
        sys.stdout.write(f"{line}\n")
    _close(found, witness)
    return 1 if found else 0


def _witness(file: Path) -> Witness:
    with file.open(encoding="utf-8") as lines:
        witness = read(lines)
    if not witness.anchors:
        raise NotAWitness("there is no anchor in it")
    return witness


def _breaks(witness: Witness | None) -> Iterator[str]:
    yield from broken_places()
    yield from broken_anchors(datetime.now(UTC))
    if witness:
        yield from contradicted(witness)


def _close(found: int, witness: Witness | None) -> None:
    events, anchors = Event.objects.count(), Anchor.objects.count()
    print(f"{events} events, {anchors} anchors; {found or 'no'} broken places.")
    if witness:
        last = max(witness.anchors)
        print(f"Checked against {len(witness.anchors)} anchors kept outside, the last: {last}.")
    else:
        print(WITHOUT)
