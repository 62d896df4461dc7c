"""`safeconduct migrate`: bring every database up to date."""

import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.db.utils import OperationalError


def run(argv: Sequence[str]) -> int:
    del argv
    try:
        for name in settings.DATABASES:
            call_command("migrate", database=name, interactive=False, verbosity=0)
    except OperationalError:
        sys.stderr.write("Safe Conduct: the database cannot be reached; is DATABASE_URL right?\n")
        return 1
    return 0
