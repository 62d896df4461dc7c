"""Fetch one file of a talk from the platform, into memory only."""

import asyncio

from safeconduct.talks.files import LOST, TOO_LARGE, Fetched
from safeconduct.talks.talk import Brought, Talk
from safeconduct.telegram.client import (
    Client,
    Contested,
    NotThere,
    Refused,
    SwitchedOff,
    TooBig,
    Unreachable,
    Wait,
)

TROUBLE_SECONDS = 5.0


async def fetch(client: Client, talk: Talk, brought: Brought) -> Fetched | None:
    """Return a file, or why it cannot be had; None after trouble that passes: try again."""
    try:
        content = await client.fetch(brought.number)
    except Wait as wait:
        await asyncio.sleep(wait.seconds)
    except (Unreachable, SwitchedOff, Contested):
        await asyncio.sleep(TROUBLE_SECONDS)
    except TooBig:
        return Fetched(talk=talk.id, file=brought.id, fault=TOO_LARGE)
    except (Refused, NotThere):
        return Fetched(talk=talk.id, file=brought.id, fault=LOST)
    else:
        return Fetched(talk=talk.id, file=brought.id, content=content)
    return None
