"""`safeconduct errands`: intake within a second, and once a minute what the clock asks for.

Holds no private key. Anything that fails is tried again; a vanished database is waited for.
"""

import logging
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError

from safeconduct.cases import wished_calls
from safeconduct.cases.anchors import anchor_all, anchor_recent
from safeconduct.cases.errands import (
    copy_back,
    destroy_read_copies,
    empty_outbox,
    let_lapse,
    note_readings,
    tell_states,
)
from safeconduct.cases.intake import BATCH, TakenByAnother, take_in
from safeconduct.cases.minutes import Span
from safeconduct.cases.purging import purge_cases, purge_doubts, purge_refused
from safeconduct.cases.set_aside import let_in_again
from safeconduct.cases.wiping import rewrite_tables, wipe_traces
from safeconduct.cases.writer import forget_connections
from safeconduct.people.sessions import forget_idle
from safeconduct.programme.current import current_deployment
from safeconduct.programme.home import current_home
from safeconduct.talks import (
    call_backs,
    caller_marks,
    calls,
    day_keys,
    keeping,
    line_now,
    orders,
    seats,
    short_numbers,
    silent_calls,
    updates,
)

logger = logging.getLogger("safeconduct.errands")
# The database is away, full or busy: all work waits. Whatever else it says is about one kind of it.
GONE = (OperationalError, InterfaceError)

# A pause lets arrivals gather: one by one they cost intake three times as much, and the doors
# wait for the writer meanwhile. What is stored still becomes a case within half a second.
PAUSE_SECONDS = 0.3
TROUBLE_SECONDS = 1.0
MINUTE = 60.0
DAY = 24 * 60 * MINUTE


def now() -> datetime:
    return datetime.now(UTC)


# In a flood, intake goes first: what it made is told at the latest after so many seconds.
PATIENCE_SECONDS = 3.0
AFTER_INTAKE: tuple[Callable[[], int], ...] = (
    lambda: tell_states(now()),
    lambda: note_readings(now()),
    lambda: call_backs.settle(now()),
)
EACH_MINUTE: tuple[Callable[[], int], ...] = (
    lambda: forget_idle(now()),
    lambda: destroy_read_copies(now()),
    lambda: empty_outbox(now()),
    lambda: keeping.forget_old(now()),
    lambda: updates.forget_old(now()),
    lambda: calls.forget_old(now()),
    caller_marks.note_outcomes,
    lambda: caller_marks.forget_old(now()),
    lambda: silent_calls.forget_old(now()),
    lambda: short_numbers.forget_old(now()),
    short_numbers.forget_over,
    lambda: orders.forget_old(now()),
    lambda: call_backs.forget_old(now()),
    lambda: wished_calls.forget_old(now(), current_deployment().lives),
    lambda: seats.end_shifts_of_removed(now()),
    lambda: seats.forget_old(now()),
    lambda: line_now.forget_old(now()),
    lambda: day_keys.destroy_overdue(current_home(), now()),
    let_in_again,
    lambda: let_lapse(now()),
    lambda: anchor_recent(now()),
    lambda: purge_cases(now(), current_deployment().lives),
    lambda: purge_refused(now(), current_deployment().lives),
    lambda: purge_doubts(now(), current_deployment().lives),
    wipe_traces,
)
EACH_DAY: tuple[Callable[[], int], ...] = (lambda: rewrite_tables(now()),)


class Stopped(BaseException):
    """A signal asked this process to stop; what it was doing is rolled back or done.

    No Exception: who catches those, to set a broken arrival aside, must not catch this.
    """


def _stopped(_number: int, _frame: object) -> None:
    raise Stopped


# An errand that has just begun cannot know since when doors have stored without it.
UNSEEN = timedelta(hours=48)
# A door's clock may run behind ours, and what it stores is on disk a little later than it says.
LENIENCE = timedelta(minutes=5)


@dataclass(slots=True)
class Errands:
    """The loop; `told`, `minute` and `day` are the clock's readings when that was last done.

    `all_taken` is when intake last found nothing: nothing that it finds later is older.
    """

    all_taken: datetime = field(default_factory=lambda: now() - UNSEEN)
    told: float = field(default=0.0)
    minute: float = field(default=0.0)
    begun: bool = field(default=False)
    day: float = field(default=-DAY)

    def round(self, clock: float) -> int:
        """Do what waits and return how much it was."""
        done = attempt(self.take)
        if done:
            attempt(copy_back)
        if not self.begun:
            # What an earlier run left without an anchor, however old.
            attempt(lambda: anchor_all(now()))
            self.begun = True
        if done and clock - self.told < PATIENCE_SECONDS:
            return done
        self.told = clock
        done += sum(attempt(work) for work in AFTER_INTAKE)
        if clock - self.minute >= MINUTE:
            self.minute = clock
            done += sum(attempt(work) for work in EACH_MINUTE)
        if clock - self.day >= DAY:
            self.day = clock
            done += sum(attempt(work) for work in EACH_DAY)
        return done

    def take(self) -> int:
        """Take in what waits; a door says when that came, but not whatever it likes."""
        look = now()
        done = take_in(within=Span(since=self.all_taken - LENIENCE, until=look))
        if not done:
            self.all_taken = look
        return done

    def forever(self) -> None:
        while True:
            try:
                done = self.round(time.monotonic())
            except (*GONE, TakenByAnother):
                logger.warning("the database did not answer; trying again")
                forget_connections()
                time.sleep(TROUBLE_SECONDS)
                continue
            if done < BATCH:
                time.sleep(PAUSE_SECONDS)


def attempt(work: Callable[[], int]) -> int:
    """Do one kind of work; when it breaks, say where, and let the other kinds go on."""
    try:
        return work()
    except (*GONE, TakenByAnother):
        raise
    except DatabaseError as error:
        # Never in its own words: a server names whole rows.
        logger.warning("one kind of work met %s; the others go on", type(error).__name__)
        return 0
    except Exception:
        logger.exception("one kind of work broke; the others go on")
        return 0


def run(argv: Sequence[str]) -> int:
    del argv
    signal.signal(signal.SIGTERM, _stopped)
    signal.signal(signal.SIGINT, _stopped)
    try:
        Errands().forever()
    except Stopped:
        sys.stderr.flush()
    return 0
