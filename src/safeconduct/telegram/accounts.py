"""Which bots this process serves, and where: the real Bot API, or an address that is named."""

import os

from safeconduct.programme.bots import stand_in, tokens
from safeconduct.programme.home import Home
from safeconduct.telegram.client import Account

OFFICIAL = "https://api.telegram.org"


def accounts(home: Home) -> tuple[Account, ...]:
    """Return every bot that has a token; `TELEGRAM_API` names another server of that API."""
    api = os.environ.get("TELEGRAM_API", OFFICIAL)
    found = tokens(home) or (stand_in(home) if api != OFFICIAL else {})
    return tuple(Account(name=name, token=token, api=api) for name, token in found.items())
