"""`safeconduct drill`: simulated people use a running system; nothing acknowledged may be lost."""

import argparse
import asyncio
import json
import os
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from safeconduct.drill.browser import Browser, Unreachable, new_session
from safeconduct.drill.journal import Contact, tally
from safeconduct.drill.operator import Card, Shift
from safeconduct.drill.person import Persona, ask, invite, read_answer
from safeconduct.programme.home import Home, current_home

MAY_BE_DRILLED = frozenset({"demonstration", "drill"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one drill does: how many people, how fast, where, and for how long they wait."""

    contacts: int
    rate: float
    site: str
    desk: str
    patience: float
    seed: int
    cards: tuple[Card, ...]


class Drill:
    """One drill under way: everybody asks at the given rate and returns until answered."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self.plan = plan
        self.people = invite(plan.contacts, plan.seed)
        self.contacts = {contact.marker: contact for _, contact in self.people}
        self.begun: dict[str, float] = {}
        self.shift = Shift(contacts=self.contacts, begun=self.begun)
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            console=Console(stderr=True), disable=quiet,
        )  # fmt: skip

    async def run(self) -> dict[str, object]:
        with self.progress:
            bars = {
                name: self.progress.add_task(name, total=self.plan.contacts)
                for name in ("acknowledged", "found", "answered", "read_back")
            }
            watch = asyncio.create_task(self._draw(bars))
            staff = [asyncio.create_task(self._operate(card)) for card in self.plan.cards]
            await asyncio.gather(
                *(self._live(*one, place) for place, one in enumerate(self.people))
            )
            self.shift.over = True
            await asyncio.gather(*staff, return_exceptions=True)
            watch.cancel()
            self._show(bars)
        return tally(self.contacts.values())

    async def _operate(self, card: Card) -> None:
        while not self.shift.over:
            async with new_session(jar=True) as session:
                browser = Browser(session=session, base=self.plan.desk)
                try:
                    await self.shift.work(browser, card)
                except Unreachable:
                    await asyncio.sleep(1)

    async def _live(self, persona: Persona, contact: Contact, place: int) -> None:
        await asyncio.sleep(place / self.plan.rate)
        self.begun[contact.marker] = time.monotonic()
        async with new_session(jar=False) as session:
            browser = Browser(session=session, base=self.plan.site)
            try:
                await ask(browser, persona, contact)
                if contact.acknowledged:
                    await read_answer(browser, contact, self.plan.patience)
            except Unreachable:
                contact.gave_up = not contact.acknowledged

    async def _draw(self, bars: dict[str, TaskID]) -> None:
        while True:
            self._show(bars)
            await asyncio.sleep(0.5)

    def _show(self, bars: dict[str, TaskID]) -> None:
        for name, bar in bars.items():
            done = sum(bool(getattr(one, name)) for one in self.contacts.values())
            self.progress.update(bar, completed=done)


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


def plan_of(argv: Sequence[str]) -> tuple[Plan, bool]:
    parser = argparse.ArgumentParser("safeconduct drill", description=__doc__)
    parser.add_argument("--contacts", type=int, default=50, help="how many people")
    parser.add_argument("--channels", default="site", choices=["site"], help="by which way")
    parser.add_argument("--rate", type=float, default=10.0, help="people a second")
    parser.add_argument(
        "--patience", type=float, default=120.0, help="seconds each waits for an answer"
    )
    parser.add_argument("--operators", type=int, default=2, help="how many sign in at the desk")
    parser.add_argument("--seed", type=int, default=1, help="draws the same mix of people again")
    parser.add_argument("--json", action="store_true", help="nothing but the JSON object")
    asked = parser.parse_args(argv)
    front, desk = os.environ.get("FRONT_PORT", "8000"), os.environ.get("DESK_PORT", "8001")
    site = f"http://127.0.0.1:{front}/"
    cards = cards_of(current_home())[: asked.operators]
    plan = Plan(
        contacts=asked.contacts, rate=asked.rate, patience=asked.patience, seed=asked.seed,
        site=site, desk=f"http://localhost:{desk}/", cards=cards,
    )  # fmt: skip
    return plan, asked.json


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
    return seen["lost"] == 0 and counts[0] != 0 and len(set(counts)) == 1
