"""The command line: `safeconduct COMMAND`; a command's code is imported when it is asked for."""

import argparse
import importlib
import os
import resource
import sys
from collections.abc import Sequence

from safeconduct.programme.home import current_home

# command: (module that holds `run(argv) -> int`, what it does, needs Django)
COMMANDS: dict[str, tuple[str, str, bool]] = {
    "up": ("safeconduct.config.up", "start and supervise all processes", False),
    "migrate": ("safeconduct.config.migrate", "bring the databases up to date", True),
    "prepare": ("safeconduct.config.prepare", "migrate, make what is missing, sign out", True),
    "init": ("safeconduct.config.init", "make a programme: keys, first holders", True),
    "cast": ("safeconduct.config.cast", "show a demonstration's staff and phrases", False),
    "errands": ("safeconduct.config.errands", "run intake and the clock's work", True),
    "telegram": ("safeconduct.config.telegram", "run the Telegram channel", True),
    "phone": ("safeconduct.config.phone", "run the phone line", True),
    "switch": ("safeconduct.config.switch", "run the phone line's own Asterisk", False),
    "try-line": ("safeconduct.config.try_line", "call the line from a browser (practice)", True),
    "talk": ("safeconduct.config.talk", "play a script in the terminal", False),
    "lock": ("safeconduct.config.lock", "sign everybody out at once", True),
    "panic": ("safeconduct.config.panic", "sign everybody out, close writing (--over)", True),
    "doctor": ("safeconduct.config.doctor", "name what is missing or unsafe", True),
    "grant": ("safeconduct.config.grant", "give each door its PostgreSQL role", True),
    "anchors": ("safeconduct.config.anchors", "write anchors, to be kept elsewhere", True),
    "verify-log": ("safeconduct.config.verify_log", "check the chains of the log", True),
    "purge-report": ("safeconduct.config.purge_report", "tell what was destroyed when", True),
    "prompts": ("safeconduct.config.prompts", "list, make and take spoken pages", True),
    "bot-api": ("safeconduct.drill.bot_api.command", "stand in for Telegram's Bot API", False),
    "drill": ("safeconduct.drill.command", "send simulated people through a running system", False),
    "docs": ("safeconduct.config.docs", "draw docs/rules from the rule tables", False),
}

# What each process that also runs alone may know; every other command manages the programme.
SETTINGS = {
    "errands": "errands",
    "telegram": "telegram",
    "phone": "phone",
    "prompts": "front",
    "try-line": "try_line",
}
MAKE_A_PROGRAMME = frozenset({"migrate", "prepare", "init"})


def overview() -> str:
    lines = [f"  {name:<14}{purpose}" for name, (_, purpose, _) in COMMANDS.items()]
    return "\n".join(["safeconduct COMMAND [--help]", "", *lines])


def run(argv: Sequence[str]) -> int:
    """Run one command; return the exit status (0 good, 1 the answer is no, 2 misspelt)."""
    parser = argparse.ArgumentParser("safeconduct", usage=overview(), add_help=False)
    parser.add_argument("command", nargs="?", choices=[*COMMANDS, "help"], default="help")
    asked = "help" if argv[:1] in (["--help"], ["-h"]) else "".join(argv[:1]) or "help"
    name = parser.parse_args([asked]).command
    if name == "help":
        print(overview())
        return 0
    module, _, needs_django = COMMANDS[name]
    if needs_django and name not in MAKE_A_PROGRAMME and not current_home().programme.exists():
        sys.stderr.write(f"Safe Conduct: there is no programme in {current_home().root}.\n")
        return 1
    if needs_django:
        wake_django(SETTINGS.get(name, "manage"))
        return with_database(module, argv[1:])
    return int(importlib.import_module(module).run(argv[1:]))


def with_database(module: str, argv: Sequence[str]) -> int:
    """Run a command that reads the database; when that is not there, say so in one line."""
    from django.db import DatabaseError  # noqa: PLC0415 - known only once Django is awake

    try:
        return int(importlib.import_module(module).run(argv))
    except DatabaseError as error:
        kind = type(error).__name__
        sys.stderr.write(
            f"Safe Conduct: the database does not answer as expected ({kind}). Is there a"
            " programme here (`make run` makes the demonstration), and is DATABASE_URL right?\n"
        )
        return 1


def wake_django(settings: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"safeconduct.config.settings.{settings}")
    import django  # noqa: PLC0415 - supervisor and terminal talk run without it

    django.setup()


def main() -> None:
    os.umask(0o077)
    # A crash must not write keys to disk; every process we start inherits this.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.exit(run(sys.argv[1:]))
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
