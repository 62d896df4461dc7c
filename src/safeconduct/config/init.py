"""`safeconduct init`: make a programme: root, manifest, directory, team keys, first holders.

What is drawn for people (phrases, second factors, recovery shares, the root key) is shown once. A
demonstration and a drill keep theirs, since nobody's life hangs on them.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

from safeconduct.config.init_asking import complete
from safeconduct.config.init_showing import root_text, show_made, show_once
from safeconduct.config.init_words import arguments, plan_of
from safeconduct.config.making import CannotMake, Making, make, refuse_existing
from safeconduct.programme.deployment import NoProgramme
from safeconduct.programme.founding import Founding, found
from safeconduct.programme.home import Home


def run(argv: Sequence[str]) -> int:
    try:
        init(arguments(argv), settings.HOME)
    except (CannotMake, NoProgramme) as reason:
        sys.stderr.write(f"Safe Conduct: {reason}\n")
        return 1
    except (OperationalError, ProgrammingError):
        sys.stderr.write("Safe Conduct: the tables are missing; run `safeconduct migrate` first\n")
        return 1
    return 0


def init(wanted: argparse.Namespace, home: Home) -> None:
    refuse_existing(home)
    if wanted.root_file:
        refuse_inside(wanted.root_file, home)
    plan = plan_of(complete(wanted))
    making = Making(
        home=home,
        files=own_files,
        outside=lambda made: root_file(wanted, made),
        hand_over=lambda made: hand_over(wanted, made),
    )
    show_made(make(making, lambda: found(plan, timezone.now())), home)


def hand_over(wanted: argparse.Namespace, made: Founding) -> None:
    if made.deployment.live:
        show_once(made, root_written=bool(wanted.root_file))


def refuse_inside(path: Path, home: Home) -> None:
    if path.resolve().is_relative_to(home.root.resolve()):
        raise CannotMake(f"the root key stays offline: {path} lies inside the programme")


def root_file(wanted: argparse.Namespace, made: Founding) -> dict[Path, bytes]:
    return {wanted.root_file: root_line(made)} if wanted.root_file else {}


def root_line(made: Founding) -> bytes:
    title = f"Safe Conduct root key of {made.deployment.name('en')}"
    return f"{title}\n{root_text(made.root_seed)}\n".encode()


def own_files(made: Founding) -> Mapping[str, bytes]:
    """Return the programme's files by place, in the order they are put there."""
    return {
        **{f"secrets/{name}": content for name, content in made.secret_files.items()},
        **{f"bundle/{name}": content for name, content in made.bundle.items()},
        **({} if made.deployment.live else kept_files(made)),
        "programme.toml": made.deployment.to_toml().encode(),
    }


def kept_files(made: Founding) -> dict[str, bytes]:
    """Return what only a demonstration or drill keeps: everybody's secrets."""
    shares = "".join(f"{share}\n" for share in made.recovery_shares)
    return {
        "demonstration/root.key": root_line(made),
        "demonstration/recovery.txt": shares.encode(),
        "cast.json": json.dumps(cast_of(made), ensure_ascii=False, indent=1).encode(),
    }


def cast_of(made: Founding) -> dict[str, object]:
    staff = [
        {
            "call_sign": card.call_sign,
            "roles": sorted(role.value for role in made.roles[card.call_sign]),
            "phrase": card.phrase,
            "totp_secret": card.totp_secret,
        }
        for card in made.cards
    ]
    return {"purpose": made.deployment.purpose.value, "staff": staff}
