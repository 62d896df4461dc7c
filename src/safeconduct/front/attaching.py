"""A file that comes with a form: one a send, held in memory, sealed as an arrival of its own."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import Error
from django.http import HttpRequest

from safeconduct.cases import wishes
from safeconduct.cases.arrivals import store
from safeconduct.cases.attachments.kinds import MOST_BYTES
from safeconduct.cases.contents import File
from safeconduct.cases.visits import Visit
from safeconduct.domain.turns import LineIsFull, Turns
from safeconduct.front.door import door
from safeconduct.vault import form_keys
from safeconduct.vault.arrivals import Facts
from safeconduct.vault.return_keys import ReturnKeys

FIELD = "file"
CUT = "safeconduct.cut"
"""Where the server says that it let a body's end run by: `large`, or `busy`."""
LARGE, BUSY, NOT_STORED = "site.file.large", "site.file.busy", "site.file.not_stored"
CUTS = {"large": LARGE, "busy": BUSY}
# Sealing 16 MiB takes eight times as much memory for a moment: one at a time in a worker.
FILE_TURNS = Turns(at_once=1, line=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The file that a form brought, nothing where it brought none, or why it cannot be taken."""

    content: bytes = field(default=b"", repr=False)
    fault: str = ""


NO_FILE = Sent()


def file_in(request: HttpRequest) -> Sent:
    """Return what came in the file's field; the name that it had is not looked at."""
    cut = request.META.get(CUT, "")
    if cut:
        return Sent(fault=CUTS[cut])
    found = request.FILES.get(FIELD)
    if found is None:
        return NO_FILE
    with found:
        content = found.read()
    return Sent(fault=LARGE) if len(content) > MOST_BYTES else Sent(content=content)


def arrival_id(keys: ReturnKeys, sent: Sent) -> UUID:
    return form_keys.arrival_id(keys.seed, hashlib.sha256(sent.content).digest())


def attach(sent: Sent, come: Visit, facts: Facts, at: datetime) -> str:
    """Store a file for who has this code; return the text that says why not, or nothing.

    The same file under the same code is stored once: its id derives from both.
    """
    file = File(content=sent.content, at=at)
    try:
        with FILE_TURNS.turn():
            store(wishes.add_file(door().bundle, come, facts, file), at)
    except LineIsFull:
        return BUSY
    except Error:
        return NOT_STORED
    return ""
