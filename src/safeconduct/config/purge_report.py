"""`safeconduct purge-report`: what was destroyed when, and when the last copy of it is gone."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from safeconduct.cases.purge_report import Destroyed, destroyed_since
from safeconduct.domain.retention import RETENTION
from safeconduct.programme.current import current_deployment

DAYS = 90


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct purge-report", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help=f"how far back (usual: {DAYS})")
    parser.add_argument("--json", action="store_true", help="for machines")
    wanted = parser.parse_args(argv)
    since = datetime.now(UTC) - timedelta(days=wanted.days)
    last_copy = timedelta(days=current_deployment().last_copy_days)
    rows = destroyed_since(since, last_copy)
    sys.stdout.write(as_json(rows) if wanted.json else as_text(rows))
    return 0


def as_text(rows: Sequence[Destroyed]) -> str:
    if not rows:
        return "Nothing was destroyed in this time.\n"
    lines = [
        f"{row.day}  {row.count:>6}  {RETENTION[row.kept].label:<52}  last copy gone {row.gone}"
        for row in rows
    ]
    return "\n".join(["destroyed   count  what", *lines]) + "\n"


def as_json(rows: Sequence[Destroyed]) -> str:
    told = [
        {
            "day": row.day.isoformat(),
            "kept": row.kept.value,
            "count": row.count,
            "last_copy_gone": row.gone.isoformat(),
        }
        for row in rows
    ]
    return json.dumps(told, indent=1) + "\n"
