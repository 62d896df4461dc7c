"""The programme's own bots: a secret token each; where there is none, the stand-in's bot serves.

Read by the supervisor too, so nothing here wakes Django or the bots' client.
"""

import secrets
from collections.abc import Mapping

from safeconduct.programme.home import Home, write_private

PREFIX = "bot_"
STAND_IN = "stand_in_bot"
NAME = "quiet_shore_bot"
TOKEN_LETTERS = 35


def tokens(home: Home) -> Mapping[str, str]:
    """Return the token of each bot by its name, from `secrets/bot_NAME`."""
    files = sorted(home.secrets.glob(f"{PREFIX}*"))
    return {path.name.removeprefix(PREFIX): path.read_text("utf-8").strip() for path in files}


def stand_in(home: Home) -> Mapping[str, str]:
    """Return the stand-in's bot, where no real one has a token; nothing in a live programme."""
    path = home.secrets / STAND_IN
    if tokens(home) or not path.exists():
        return {}
    name, _, token = path.read_text("utf-8").strip().partition(":")
    return {name: token}


def make_stand_in(home: Home) -> None:
    """Draw the token of a demonstration's bot; it opens nothing but the stand-in."""
    drawn = secrets.token_hex(TOKEN_LETTERS)[:TOKEN_LETTERS]
    token = f"{secrets.randbelow(9 * 10**8) + 10**8}:{drawn}"
    write_private(home.secrets / STAND_IN, f"{NAME}:{token}\n".encode())
