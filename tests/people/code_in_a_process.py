"""A process that is given a member's code of the second factor, on a database that is a file.

Prints whether the code counted. Other processes are given the same at the same moment.
"""

import sys
import time

from django.core.management import call_command

from safeconduct.people.models import Staff
from safeconduct.people.used_codes import use

NOTHING = dict.fromkeys(("slot_one", "slot_two", "kem_public", "recovery"), b"")


def prepare() -> None:
    call_command("migrate", verbosity=0)
    Staff(call_sign="Nina", **NOTHING).save(force_insert=True)


def main() -> None:
    secret, code, begins = sys.argv[1:]
    member = Staff.objects.get(call_sign="Nina")
    time.sleep(max(0.0, float(begins) - time.time()))
    sys.stdout.write(str(use(member, secret, code)))
