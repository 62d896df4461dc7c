"""`safeconduct drill`: simulated people use a running system; nothing acknowledged may be lost."""

import argparse
import asyncio
import json
import os
import secrets
import sys
import tomllib
from collections.abc import Mapping, Sequence

from safeconduct.drill.operator import Card
from safeconduct.drill.telephone.overhearing import answers
from safeconduct.drill.under_way import NO_LINE, Drill, Plan
from safeconduct.drill.ways import CHANNELS, PHONE, SITE, TELEGRAM
from safeconduct.phone.switch import account, ports
from safeconduct.programme.bots import stand_in
from safeconduct.programme.home import Home, current_home

MAY_BE_DRILLED = frozenset({"demonstration", "drill"})


class Refused(Exception):
    """One clear line: why no drill is held here."""


def cards_of(home: Home) -> tuple[Card, ...]:
    """Read the cast of a demonstration or drill; a live programme is never drilled."""
    if not home.programme.exists():
        line = f"there is no programme in {home.root}; `make run` makes the demonstration"
        raise Refused(line)
    purpose = tomllib.loads(home.programme.read_text(encoding="utf-8")).get("purpose")
    if purpose not in MAY_BE_DRILLED:
        line = "this programme serves real people; a drill runs on a demonstration or drill only"
        raise Refused(line)
    cast = json.loads(home.cast.read_text(encoding="utf-8"))
    return tuple(
        Card(call_sign=one["call_sign"], phrase=one["phrase"], totp_secret=one["totp_secret"])
        for one in cast["staff"]
        if "operator" in one["roles"] or "shift_lead" in one["roles"]
    )


def refuse_real_bots(home: Home) -> None:
    """Simulated people speak to the stand-in; a bot with a token of its own is Telegram's."""
    if not stand_in(home):
        line = "no stand-in for Telegram runs here; a drill never goes through a real bot"
        raise Refused(line)


def refuse_silent_line(home: Home) -> None:
    """Simulated callers call the line that runs here, whose switch tells what it plays."""
    if not (home.root / "secrets" / "ari").exists() or not asyncio.run(answers(account(home))):
        line = "no line answers here; `make phone`, then `safeconduct up` runs it"
        raise Refused(line)


def channels(names: str) -> tuple[str, ...]:
    """Read `site,telegram,phone`; raises ValueError for anything that is no channel of a drill."""
    named = tuple(dict.fromkeys(names.split(",")))
    if not set(named) <= set(CHANNELS):
        raise ValueError(names)
    return named


def plan_of(argv: Sequence[str]) -> tuple[Plan, bool]:
    asked = parser().parse_args(argv)
    home = current_home()
    cards = cards_of(home)[: asked.operators]
    if TELEGRAM in asked.channels:
        refuse_real_bots(home)
    if PHONE in asked.channels:
        refuse_silent_line(home)
    front, desk, bot = (os.environ.get(name, default) for name, default in PORTS)
    plan = Plan(
        contacts=asked.contacts, channels=asked.channels, rate=asked.rate,
        patience=asked.patience, seed=asked.seed, cards=cards,
        site=f"http://127.0.0.1:{front}/", desk=f"http://localhost:{desk}/",
        bot=f"http://127.0.0.1:{bot}", first_number=secrets.randbelow(10**9) + 1,
        faults=asked.faults, home=home.root, sip=ports().sip,
        line=account(home) if PHONE in asked.channels else NO_LINE,
    )  # fmt: skip
    return plan, asked.json


PORTS = (("FRONT_PORT", "8000"), ("DESK_PORT", "8001"), ("BOT_PORT", "8002"))


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("safeconduct drill", description=__doc__)
    parser.add_argument("--contacts", type=int, default=50, help="how many people")
    parser.add_argument(
        "--channels",
        type=channels,
        default=(SITE,),
        help="by which ways: site,telegram,phone",
    )
    parser.add_argument("--rate", type=float, default=10.0, help="people a second")
    parser.add_argument(
        "--patience", type=float, default=120.0, help="seconds each waits for an answer"
    )
    parser.add_argument("--operators", type=int, default=2, help="how many sign in at the desk")
    parser.add_argument("--seed", type=int, default=1, help="draws the same mix of people again")
    parser.add_argument("--faults", action="store_true", help="bot and line fail as in life")
    parser.add_argument("--json", action="store_true", help="nothing but the JSON object")
    return parser


def run(argv: Sequence[str]) -> int:
    """Hold a drill; 0 only when nothing acknowledged is lost and nothing answered is unread."""
    try:
        plan, quiet = plan_of(argv)
    except Refused as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 2
    seen = asyncio.run(Drill(plan, quiet=quiet).run())
    print(json.dumps(seen, ensure_ascii=False))
    return 0 if all_is_well(seen) else 1


def all_is_well(seen: Mapping[str, object]) -> bool:
    counts = [seen[name] for name in ("acknowledged", "found", "answered", "read_back")]
    return seen["lost"] == seen["left_on_screen"] == 0 and counts[0] != 0 and len(set(counts)) == 1
