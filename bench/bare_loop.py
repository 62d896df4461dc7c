"""The bare loop that hand-ins are compared with: derive, seal, write, fsync; on two cores."""

import multiprocessing
import os
import secrets
import tempfile
import time
import uuid
from pathlib import Path

from safeconduct.vault.arrivals import Facts, TeamPublic, encode_wraps, hand_in
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import derive


def seal_and_sync(seconds: float, folder: str) -> int:
    """Return how many sealed hand-ins one process made durable within so many seconds."""
    teams = [team(name) for name in ("intake", "lead")]
    salt = secrets.token_bytes(32)
    handle = os.open(Path(folder) / uuid.uuid4().hex, os.O_WRONLY | os.O_CREAT)
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        keys = derive(secrets.token_bytes(10), "", salt)
        facts = Facts(id=uuid.uuid4(), channel="site", language="ru", directory_serial=1)
        arrival = hand_in(facts, b"{}" * 200, keys, teams)
        os.write(handle, arrival.body + arrival.copy + encode_wraps(arrival.wraps))
        os.fsync(handle)
        count += 1
    os.close(handle)
    return count


def team(name: str) -> TeamPublic:
    pair = pair_of(secrets.token_bytes(32))
    return TeamPublic(
        team=name, version=1, kem_public=pair.kem_public, sign_public=pair.sign_public
    )


def bare_rate(seconds: float = 5.0) -> float:
    """Return hand-ins per second of two such processes at once."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool(2) as pool:
        return sum(pool.starmap(seal_and_sync, [(seconds, folder)] * 2)) / seconds
