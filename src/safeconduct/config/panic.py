"""`safeconduct panic`: turn the panic key from the machine, and back with `--over`."""

import argparse
import sys
from collections.abc import Sequence

from django.utils import timezone

from safeconduct.cases.not_done import NotDone
from safeconduct.cases.panic import press_panic_at_the_machine, reopen_at_the_machine


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct panic", description=__doc__)
    parser.add_argument("--over", action="store_true", help="open the doors for writing again")
    if not parser.parse_args(argv).over:
        press_panic_at_the_machine(timezone.now())
        print("Everybody is signed out, and writing is closed at all doors within two seconds.")
        return 0
    try:
        reopen_at_the_machine(timezone.now())
    except NotDone as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    print("Writing is open again; the log tells that it was opened at the machine.")
    return 0
