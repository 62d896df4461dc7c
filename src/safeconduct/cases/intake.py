"""Intake: each stored arrival becomes a case or an event, exactly once, in batches.

Holds no private key: it verifies signatures and moves clear columns. A batch is one transaction;
what fails is marked with the reason and shown at the desk (VAULT section 1).
"""

import logging
from collections.abc import Callable, Iterable, Sequence

from django.db import DataError, Error, IntegrityError
from django.db.models import BinaryField, Case, Value, When

from safeconduct.cases import models
from safeconduct.cases.minutes import EVER, Span, to_the_minute
from safeconduct.cases.newcomers import drafted, open_cases
from safeconduct.cases.returners import take_return
from safeconduct.cases.set_aside import instead
from safeconduct.cases.untaken import newcomers, returners
from safeconduct.cases.verdicts import Newcomer, Refused, Verdict, checked
from safeconduct.cases.writer import writing
from safeconduct.vault.signed_arrivals import digest_of

# 50 measured best: one by one it starves the doors of the database's one writer.
BATCH = 50
# Who comes back is taken one by one, 12 ms each, a batch of requests in 80: while more of these
# wait than it holds, three at a time leave them two thirds, and no wish waits for a flood's end.
IN_A_FLOOD = 3
# The database refuses what one row says; of anything else it says nothing about any row.
OF_A_ROW = (IntegrityError, DataError)
logger = logging.getLogger(__name__)


class TakenByAnother(Exception):
    """Another intake was faster: this batch is rolled back, nothing is taken twice."""


def take_in(limit: int = BATCH, *, within: Span = EVER) -> int:
    """Take a batch of waiting arrivals and return how many; 0 when none wait.

    `new` ones go first: who comes back within the same minute finds the case made. `within`: when
    doors can have stored what waits.
    """
    new = [believed(row, within) for row in newcomers(limit)]
    if new:
        take_newcomers(new)
    returned = returners(limit if len(new) < limit else min(limit, IN_A_FLOOD))
    for identity in returned:
        take_one(believed(models.Arrival.objects.get(id=identity), within), take_return)
    return len(new) + len(returned)


def believed(row: models.Arrival, within: Span) -> models.Arrival:
    """Return an arrival with a time that can be true; what its door wrote stays in its row."""
    row.stored_at = to_the_minute(within.nearest(row.stored_at))
    return row


def take_newcomers(rows: Sequence[models.Arrival]) -> None:
    """Open the cases of a batch; should one of them break it, take each by itself."""
    good, verdicts = sort_out(rows)
    try:
        rows_of_cases = drafted(good)
        with writing():
            for verdict, refused in verdicts.items():
                mark(refused, verdict)
            if good:
                mark([one.row for one in good], Verdict.TAKEN)
                open_cases(rows_of_cases)
    except OF_A_ROW as error:
        # Never in its own words: a server names whole rows.
        logger.warning("a batch of %d met %s; each is taken by itself", len(rows), named(error))
        _take_each(good)
    except (Error, TakenByAnother):
        raise
    except Exception:
        logger.exception("a batch of %d broke; each is taken by itself", len(rows))
        _take_each(good)


def _take_each(good: Iterable[Newcomer]) -> None:
    for newcomer in good:
        take_one(newcomer.row, lambda row: open_cases(drafted([checked(row)])))


def sort_out(
    rows: Iterable[models.Arrival],
) -> tuple[list[Newcomer], dict[Verdict, list[models.Arrival]]]:
    """Check signatures before any transaction begins: the doors need the writer meanwhile."""
    good: list[Newcomer] = []
    refused: dict[Verdict, list[models.Arrival]] = {}
    for row in rows:
        try:
            good.append(checked(row))
        except Refused as reason:
            refused.setdefault(reason.verdict, []).append(row)
    return good, refused


def take_one(row: models.Arrival, take: Callable[[models.Arrival], None]) -> None:
    """Take one arrival in a transaction of its own; what breaks is set aside, never retried."""
    try:
        with writing():
            mark([row], Verdict.TAKEN)
            take(row)
    except Refused as reason:
        mark([row], instead(row, reason.verdict))
    except OF_A_ROW as error:
        logger.warning("an arrival met %s and was set aside", named(error))
        mark([row], Verdict.BROKEN)
    except (Error, TakenByAnother):
        raise
    except Exception:
        logger.exception("an arrival broke and was set aside")
        mark([row], Verdict.BROKEN)


def mark(rows: Sequence[models.Arrival], verdict: Verdict) -> None:
    """Mark rows by a conditional update: of two intakes at once, one stops here.

    Of what is taken the wraps go: the case's own rows hold them, as long as its life lets them.
    """
    ids = [row.id for row in rows]
    waiting = models.Arrival.objects.filter(id__in=ids, taken__isnull=True)
    spent = {"wraps": _digests(rows)} if rows and verdict is Verdict.TAKEN else {}
    if waiting.update(taken=verdict.value, **spent) != len(ids):
        raise TakenByAnother


def _digests(rows: Sequence[models.Arrival]) -> Case:
    """Name what each row keeps of its wraps, in the one statement that marks them."""
    kept = (When(id=row.id, then=Value(digest_of(bytes(row.wraps)))) for row in rows)
    return Case(*kept, output_field=BinaryField())


def named(error: Exception) -> str:
    return type(error).__name__
