"""`safeconduct anchors [--last] [--after N]`: write anchors, to be kept away from this machine.

`--last` is one line, for the shift's handover note; `--after` goes on from an earlier file.
"""

import argparse
import sys
from collections.abc import Sequence

from safeconduct.cases import witness
from safeconduct.cases.models import Anchor


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct anchors")
    parser.add_argument("--last", action="store_true", help="the newest alone, in one line")
    parser.add_argument("--after", type=int, default=0, help="only anchors after this number")
    asked = parser.parse_args(argv)
    newest = Anchor.objects.order_by("-seq").first()
    if newest is None:
        sys.stderr.write("There is no anchor yet: errands make one each minute.\n")
        return 1
    if asked.last:
        sys.stdout.write(f"{witness.line(newest)}\n")
        return 0
    rows = Anchor.objects.filter(seq__gt=asked.after).order_by("seq")
    for line in witness.lines(rows.iterator()):
        sys.stdout.write(f"{line}\n")
    return 0
