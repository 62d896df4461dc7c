"""`safeconduct panic`: turn the panic key from the machine, and back with `--over`."""

import argparse
import sys
from collections.abc import Sequence

from django.utils import timezone

from safeconduct.cases.half_done import HalfDone
from safeconduct.cases.not_done import NotDone
from safeconduct.cases.panic import press_panic_at_the_machine, reopen_at_the_machine
from safeconduct.talks.emptying import empty_all


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct panic", description=__doc__)
    parser.add_argument("--over", action="store_true", help="open the doors for writing again")
    if not parser.parse_args(argv).over:
        try:
            press_panic_at_the_machine(timezone.now(), empty_all)
        except HalfDone as half:
            sys.stderr.write(f"What could be done was done. {half}\nRun it again at once.\n")
            return 1
        print("Everybody is signed out, chats in progress are forgotten, and writing is closed")
        print("at all doors within two seconds.")
        return 0
    try:
        reopen_at_the_machine(timezone.now())
    except NotDone as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    print("Writing is open again; the log tells that it was opened at the machine.")
    return 0
