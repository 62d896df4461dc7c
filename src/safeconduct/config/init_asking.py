"""Asking on a terminal for what a live programme needs and the command line did not say."""

import argparse
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.prompt import Prompt

from safeconduct.config.init_words import purpose_of
from safeconduct.domain.role import TEAMS, Role
from safeconduct.programme.deployment import Purpose

# Who is asked for, so that every team has a holder; a role that shares a team comes later.
ASKED = (
    Role.OPERATOR,
    Role.SHIFT_LEAD,
    Role.COORDINATOR,
    Role.RECEPTION_OFFICER,
    Role.MEDICAL_OFFICER,
    Role.REGISTRAR,
    Role.TECHNICAL_INSPECTOR,
    Role.FAMILY_OFFICER,
    Role.EXCHANGE_OFFICER,
    Role.LEGAL_ADVISER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


def complete(wanted: argparse.Namespace) -> argparse.Namespace:
    """Ask for what is missing, where somebody sits at a terminal; else return it as it is."""
    if purpose_of(wanted) is not Purpose.LIVE or not sys.stdin.isatty():
        return wanted
    console = Console()
    console.print(
        "\n[bold]A new programme.[/] People in danger will trust it. Ctrl-C leaves nothing.\n"
    )
    wanted.name = wanted.name or list(_names(wanted.languages.split(",")))
    wanted.site = wanted.site or Prompt.ask("Address of the public site")
    wanted.desk = Prompt.ask("Address of the staff desk", default=wanted.desk)
    wanted.exit = wanted.exit or Prompt.ask("Harmless page that the quick exit opens")
    wanted.holder = wanted.holder or list(_holders(console))
    return wanted


def _names(languages: list[str]) -> Iterator[str]:
    for tag in languages:
        if name := Prompt.ask(f"Name of the programme in [bold]{tag}[/] (empty: none)", default=""):
            yield f"{tag}={name}"


def _holders(console: Console) -> Iterator[str]:
    console.print(
        "\nThe first holders, by call sign. One person may hold several roles, but the\n"
        "administrator holds no key, and shift lead and coordinator are two people.\n"
    )
    roles: dict[str, list[str]] = {}
    for role in ASKED:
        teams = ", ".join(sorted(team.value for team in TEAMS[role])) or "no key"
        for call_sign in Prompt.ask(f"{_spoken(role)} ({teams})").split(","):
            roles.setdefault(call_sign.strip(), []).append(role.value)
    for call_sign, held in roles.items():
        language = Prompt.ask(
            f"Language of {call_sign}'s phrase", choices=["ru", "uk", "en"], default="ru"
        )
        yield f"{call_sign}={','.join([*held, language])}"


def _spoken(role: Role) -> str:
    return role.value.replace("_", " ").capitalize()
