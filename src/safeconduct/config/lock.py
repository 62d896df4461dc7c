"""`safeconduct lock`: sign everybody out at once; nobody reads a case until they sign in again."""

from collections.abc import Sequence

from django.utils import timezone

from safeconduct.cases.staffing import lock_everybody


def run(argv: Sequence[str]) -> int:
    del argv
    lock_everybody(timezone.now())
    return 0
