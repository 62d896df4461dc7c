"""`safeconduct prepare`: what `up` does before it starts anything, in one process."""

from collections.abc import Sequence

from django.utils import timezone

from safeconduct.config import init, lock, migrate
from safeconduct.config.practice import sign_anew
from safeconduct.programme.bots import make_stand_in
from safeconduct.programme.current import current_deployment
from safeconduct.programme.home import current_home
from safeconduct.programme.relays import SHARED


def run(argv: Sequence[str]) -> int:
    """Migrate, make the demonstration where there is no programme, and sign everybody out.

    A demonstration's texts are signed anew where this version has others. Where relays are named,
    what is shared with them is drawn: it goes into their settings before the first shift.

    After a start of everything nobody reads a case until someone signs in (VAULT section 2).
    """
    del argv
    status = migrate.run(())
    if not status and not current_home().programme.exists():
        status = init.run(("--demonstration",))
    if not status and current_deployment().relays:
        current_home().secret(SHARED)
    if not status and not current_deployment().live:
        make_stand_in(current_home())
    if not status and (told := sign_anew(current_home(), timezone.now())):
        print(told)
    return status or lock.run(())
