"""The words of `safeconduct init`: what can be said on the command line, read into a plan."""

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from safeconduct.config.making import CannotMake
from safeconduct.domain.return_words import WORD_LANGUAGES
from safeconduct.domain.role import Role
from safeconduct.programme.demonstration import CAST, fictional
from safeconduct.programme.deployment import Purpose
from safeconduct.programme.languages import WRITTEN
from safeconduct.programme.plan import COURIERS, Holder, Plan, Shares
from safeconduct.vault.manifest import ChannelEntry

HOLDER_HELP = 'a first holder: --holder "Alice=operator" or "Bob=shift_lead,ru"; once for each'
CHANNEL_HELP = 'another official way, e.g. --channel "telegram=@name"; the site is one already'
PURPOSES = tuple(purpose.value for purpose in Purpose)


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "safeconduct init", description="Make a programme; on a terminal, init asks what is missing"
    )
    add = parser.add_argument
    add("--demonstration", action="store_true", help="the fictional programme, with its cast")
    add("--purpose", choices=PURPOSES, help="whom the programme serves (usual: live)")
    add("--name", action="append", default=[], metavar="LANG=NAME", help="its name; once for each")
    add("--languages", default=",".join(WRITTEN), help="of the public site, e.g. ru,uk,en")
    add("--default-language", default="", help="shown to a browser that asks for none of them")
    add("--site", default="", metavar="URL", help="address of the public site")
    add("--desk", default=desk_here(), metavar="URL", help="address of the staff desk")
    add("--channel", action="append", default=[], metavar="KIND=ADDRESS", help=CHANNEL_HELP)
    add("--exit", default="", metavar="URL", help="the harmless page that the quick exit opens")
    add("--holder", action="append", default=[], metavar="WHO=ROLE,…", help=HOLDER_HELP)
    add("--shares", default="3/5", metavar="K/N", help="any K of N custodians can recover")
    add("--root-file", type=Path, help="where the root key goes: a stick, never the programme")
    return parser.parse_args(argv)


def desk_here() -> str:
    return f"http://localhost:{os.environ.get('DESK_PORT', '8001')}/"


def purpose_of(wanted: argparse.Namespace) -> Purpose:
    if not wanted.demonstration:
        return Purpose(wanted.purpose or Purpose.LIVE)
    if wanted.purpose not in {None, Purpose.DEMONSTRATION.value}:
        raise CannotMake("--demonstration and --purpose contradict each other")
    return Purpose.DEMONSTRATION


def plan_of(wanted: argparse.Namespace) -> Plan:
    """Return the plan; raises CannotMake with every fault on a line of its own."""
    purpose = purpose_of(wanted)
    plan = live_plan(wanted) if purpose is Purpose.LIVE else practice_plan(wanted, purpose)
    if faults := plan.faults():
        raise CannotMake("\n  ".join(["this programme cannot be made:", *faults]))
    return plan


def practice_plan(wanted: argparse.Namespace, purpose: Purpose) -> Plan:
    """Return the fictional plan, with names and staff of the command line where given."""
    plan = fictional(purpose, wanted.desk)
    return replace(
        plan,
        names={**plan.names, **names_of(wanted.name)},
        holders=holders_of(wanted.holder) or CAST,
        shares=shares_of(wanted.shares),
    )


def live_plan(wanted: argparse.Namespace) -> Plan:
    for given, words in ((wanted.name, "--name"), (wanted.site, "--site"), (wanted.exit, "--exit")):
        if not given:
            raise CannotMake(f"a live programme needs {words}; on a terminal, init asks for it")
    names = names_of(wanted.name)
    return Plan(
        purpose=Purpose.LIVE,
        names=names,
        languages=tuple(filter(None, wanted.languages.split(","))),
        default_language=wanted.default_language or next(iter(names)),
        site_address=wanted.site,
        desk_address=wanted.desk,
        exit_address=wanted.exit,
        holders=holders_of(wanted.holder),
        channels=(ChannelEntry(kind="site", address=wanted.site), *channels_of(wanted.channel)),
        shares=shares_of(wanted.shares),
    )


def channels_of(given: Iterable[str]) -> tuple[ChannelEntry, ...]:
    pairs = [one.partition("=") for one in given]
    if not all(kind in COURIERS and address for kind, _, address in pairs):
        raise CannotMake(f"a channel is one of {', '.join(COURIERS)}: --channel KIND=ADDRESS")
    return tuple(ChannelEntry(kind=kind, address=address) for kind, _, address in pairs)


def names_of(given: Iterable[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if not all(tag and name for tag, _, name in pairs):
        raise CannotMake('a name is said with its language: --name "ru=Тихий берег"')
    return {tag: name for tag, _, name in pairs}


def holders_of(given: Iterable[str]) -> tuple[Holder, ...]:
    return tuple(holder_of(one) for one in given)


def holder_of(given: str) -> Holder:
    """Read `Bob=shift_lead,coordinator,ru`: a call sign, its roles, the language of the phrase."""
    call_sign, _, rest = given.partition("=")
    parts = {part.strip() for part in rest.split(",") if part.strip()}
    languages = parts & set(WORD_LANGUAGES)
    roles = parts - languages
    if unknown := roles - {role.value for role in Role}:
        raise CannotMake(f"{call_sign}: no such role: {', '.join(sorted(unknown))}")
    return Holder(
        call_sign=call_sign.strip(),
        roles=frozenset(map(Role, roles)),
        language=min(languages, default="en"),
    )


def shares_of(given: str) -> Shares:
    threshold, _, count = given.partition("/")
    if not (threshold.isdigit() and count.isdigit()):
        raise CannotMake("shares are said as K/N, e.g. 3/5")
    return Shares(threshold=int(threshold), count=int(count))
