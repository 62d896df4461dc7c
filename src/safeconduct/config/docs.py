"""`safeconduct docs`: draw the rule tables into docs/rules, or say which pages are stale."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from safeconduct.config.rule_pages import draw, stale

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "rules"


def run(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("safeconduct docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when stale")
    if not parser.parse_args(argv).check:
        draw(FOLDER)
        return 0
    old = stale(FOLDER)
    for name in old:
        sys.stderr.write(f"docs/rules/{name} is stale: run `make docs`\n")
    return 1 if old else 0
