"""`safeconduct verify-log`: name every event that was edited, removed, moved or cut off."""

import sys
from collections.abc import Sequence

from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Event


def run(argv: Sequence[str]) -> int:
    del argv
    found = 0
    for line in broken_places():
        found += 1
        sys.stdout.write(f"{line}\n")
    print(f"{Event.objects.count()} events; {found or 'no'} broken places.")
    return 1 if found else 0
