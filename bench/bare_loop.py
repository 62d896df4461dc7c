"""The bare loop that hand-ins are compared with: derive, seal, write, fsync; on two cores.

Each turn makes a whole `new` by the door's own code (Argon2id, two key pairs, four seals, two
signatures) and puts all its columns on the disk: what no door can leave out, and nothing else.
"""

import multiprocessing
import os
import secrets
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from safeconduct.vault.arrivals import Arrival, Facts, TeamPublic, encode_wraps, hand_in
from safeconduct.vault.pairs import pair_of
from safeconduct.vault.return_keys import derive


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """Hand-ins per second of two processes, and the processor seconds of one hand-in."""

    rate: float
    effort: float


def seal_and_sync(seconds: float, folder: str) -> tuple[int, float]:
    """Return how many hand-ins one process made durable in that time, and its processor time."""
    teams = [team(name) for name in ("intake", "lead")]
    salt = secrets.token_bytes(32)
    handle = os.open(Path(folder) / uuid.uuid4().hex, os.O_WRONLY | os.O_CREAT)
    count, until, begun = 0, time.monotonic() + seconds, time.process_time()
    while time.monotonic() < until:
        keys = derive(secrets.token_bytes(10), "", salt)
        facts = Facts(id=uuid.uuid4(), channel="site", language="ru", directory_serial=1)
        os.write(handle, columns(hand_in(facts, b"{}" * 200, keys, teams)))
        os.fsync(handle)
        count += 1
    os.close(handle)
    return count, time.process_time() - begun


def columns(arrival: Arrival) -> bytes:
    """Return what a stored `new` takes, about 10 KB."""
    keys = arrival.case_public + arrival.requester_kem + arrival.requester_sign
    sealed = arrival.body + encode_wraps(arrival.wraps) + arrival.copy
    return arrival.locator + arrival.sealed_under + keys + sealed + arrival.signature


def team(name: str) -> TeamPublic:
    pair = pair_of(secrets.token_bytes(32))
    return TeamPublic(
        team=name, version=1, kem_public=pair.kem_public, sign_public=pair.sign_public
    )


def bare_loop(seconds: float = 1.5) -> Bare:
    """Run two such processes at once."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool(2) as pool:
        made = pool.starmap(seal_and_sync, [(seconds, folder)] * 2)
    count = sum(one for one, _ in made)
    return Bare(rate=count / seconds, effort=sum(used for _, used in made) / count)
