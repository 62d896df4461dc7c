"""`safeconduct switch`: run the Asterisk of `make phone`, configured for this programme."""

import sys
from collections.abc import Sequence

from safeconduct.phone.neighbours import WrongAddress
from safeconduct.phone.switch import NO_SWITCH, WrongNode, become, unpacked
from safeconduct.phone.trunks import NoPassword
from safeconduct.programme.deployment import NoProgramme
from safeconduct.programme.home import current_home


def run(argv: Sequence[str]) -> int:
    del argv
    root = unpacked()
    if root is None:
        sys.stderr.write(f"Safe Conduct: {NO_SWITCH}.\n")
        return 1
    try:
        become(current_home(), root)
    except (NoProgramme, NoPassword, WrongNode, WrongAddress) as reason:
        sys.stderr.write(f"Safe Conduct: {reason}.\n")
    return 1
