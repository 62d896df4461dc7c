"""Checks of the programme: its purpose, its secrets, the age of its keys, its databases."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from safeconduct.config.findings import Check, Finding, Patient, good, note, unsafe
from safeconduct.config.grant import CHANNELS, FRONT, ungranted
from safeconduct.programme.bots import PREFIX, STAND_IN
from safeconduct.programme.bundle import Bundle, NoBundle
from safeconduct.programme.publication import public_texts
from safeconduct.programme.shown import ShownTexts
from safeconduct.vault.directory import Standing

SECRET = 32
LISTS_OF_DOORS = ("front", "desk", "errands")
SPOOLS = "django.core.files.uploadhandler.TemporaryFileUploadHandler"

# What a connection must answer: the acknowledged is on disk, the destroyed is gone from it.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",
    "secure_delete": "1",
    "recursive_triggers": "1",
    "foreign_keys": "1",
}
SETTINGS_OF_SERVER = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def purpose(patient: Patient) -> Iterator[Finding]:
    deployment = patient.deployment
    if deployment is None:
        return
    name = deployment.name("en")
    if not deployment.live:
        yield note(f"{name} is a {deployment.purpose.value}: its secrets lie here, for everybody")
        return
    yield good(f"{name} is live: people in danger trust it")
    for kept in (patient.home.cast, patient.home.root / "demonstration"):
        if kept.exists():
            yield unsafe(f"{kept} must not exist in a live programme: remove it")


def addresses(patient: Patient) -> Iterator[Finding]:
    deployment = patient.deployment
    if deployment is None:
        return
    site, desk = urlsplit(deployment.site_address), urlsplit(deployment.desk_address)
    if site.hostname == desk.hostname:
        yield unsafe("site and desk share a host name: their cookies would meet; give each its own")
    if desk.scheme != "https" and desk.hostname != "localhost":
        yield unsafe("the desk is reached without https: a listener could take over a session")


def secrets(patient: Patient) -> Iterator[Finding]:
    """Two doors with one secret are one door."""
    owners: dict[bytes, str] = {}
    whole = True
    for path in sorted(patient.home.secrets.glob("*")):
        content = path.read_bytes()
        if not in_words(path) and len(content) != SECRET:
            whole = False
            yield unsafe(f"{path} has {len(content)} bytes instead of {SECRET}: restore it")
        if content in owners:
            whole = False
            yield unsafe(f"{path.name} and {owners[content]} are the same secret: draw one anew")
        owners[content] = path.name
    if whole:
        yield good(f"{len(owners)} secrets, each of its own")


def in_words(path: Path) -> bool:
    """A database's address or a bot's token is as long as its maker wrote it."""
    return path.name.endswith("_url") or path.name.startswith(PREFIX) or path.name == STAND_IN


def doors(patient: Patient) -> Iterator[Finding]:
    """Look at the settings that each process really runs with."""
    if patient.deployment is None:
        return
    known = {name: _settings(name) for name in LISTS_OF_DOORS}
    if len({one.get("SECRET_KEY") for one in known.values()}) < len(known):
        yield unsafe("two processes have one SECRET_KEY: each needs its own")
    for name, one in known.items():
        if one.get("DEBUG"):
            yield unsafe(f"{name} runs with DEBUG: its error pages show what people wrote")
        if name != "errands" and SPOOLS in one.get("FILE_UPLOAD_HANDLERS", [SPOOLS]):  # type: ignore[operator]
            yield unsafe(f"{name} spools uploads to disk")


def keys(patient: Patient) -> Iterator[Finding]:
    """Look at the bundle as a door does, with a memory of its own."""
    if patient.deployment is None:
        return
    seen = patient.home.serials / "doctor"
    try:
        bundle = Bundle.load(patient.home.bundle, patient.deployment.root_public, seen)
    except NoBundle as reason:
        yield unsafe(f"{reason}: no door can open; restore the folder")
        return
    yield _age(bundle.age_state(patient.at), bundle)
    yield from _texts(bundle)


def _texts(bundle: Bundle) -> Iterator[Finding]:
    """Doors show the signed words; what lacks them, and what differs, waits for two people."""
    sign = "lead and coordination sign them at the desk, under Programme"
    if unsigned := sum(map(len, ShownTexts(bundle).unsigned().values())):
        yield unsafe(f"doors show {unsigned} texts that nobody signed: {sign}")
    elif set(public_texts()) != set(bundle.contents.index.files):
        yield note(f"doors show the signed texts; this version's differ: {sign}")


def _age(standing: Standing, bundle: Bundle) -> Finding:
    until = bundle.contents.directory.expires_at.date().isoformat()
    number = f"directory {bundle.serial}, good until {until}"
    return {
        Standing.FRESH: good(number),
        Standing.RENEW: note(f"{number}: lead and coordination should sign a new one"),
        Standing.URGENT: unsafe(f"{number}: lead and coordination must sign a new one now"),
        Standing.EXPIRED: unsafe(f"{number} or the manifest's end: expired; doors go on with it"),
    }[standing]


def databases(patient: Patient) -> Iterator[Finding]:
    del patient
    for name in connections:
        try:
            yield from _database(name)
        except DatabaseError:
            yield unsafe(f"the database {name} cannot be reached; is DATABASE_URL right?")


def roles(patient: Patient) -> Iterator[Finding]:
    """A door whose role is older than this version cannot do what is new, or learn of a panic."""
    del patient
    if connections["default"].vendor != "postgresql":
        return
    try:
        lacking = [one for door in (FRONT, *CHANNELS) for one in ungranted(door)]
    except DatabaseError:
        return
    if lacking:
        yield unsafe(f"a door may not use {', '.join(lacking)}: safeconduct grant")


def _database(name: str) -> Iterator[Finding]:
    connection = connections[name]
    wanted = PRAGMAS if connection.vendor == "sqlite" else SETTINGS_OF_SERVER
    ask = "PRAGMA {}" if connection.vendor == "sqlite" else "SHOW {}"
    wrong = False
    with connection.cursor() as cursor:
        for setting, value in wanted.items():
            cursor.execute(ask.format(setting))
            (found,) = cursor.fetchone()
            if str(found) != value:
                wrong = True
                yield unsafe(f"database {name}: {setting} is {found}, it must be {value}")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield unsafe(f"database {name} is not up to date: safeconduct migrate")
    elif not wrong:
        yield good(f"database {name}: {connection.vendor}, durable, up to date")


def _settings(name: str) -> dict[str, object]:
    return vars(importlib.import_module(f"safeconduct.config.settings.{name}"))


PROGRAMME: tuple[Check, ...] = (purpose, addresses, secrets, doors, keys, databases, roles)
