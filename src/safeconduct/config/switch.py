"""`safeconduct switch`: run the Asterisk of `make phone`, configured for this programme."""

import sys
from collections.abc import Sequence

from safeconduct.phone.switch import NO_SWITCH, become, unpacked
from safeconduct.programme.home import current_home


def run(argv: Sequence[str]) -> int:
    del argv
    root = unpacked()
    if root is None:
        sys.stderr.write(f"Safe Conduct: {NO_SWITCH}.\n")
        return 1
    become(current_home(), root)
    return 0
