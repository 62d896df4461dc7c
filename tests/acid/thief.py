"""The thief of VAULT section 11: our own code, every file, every secret in them, every opener.

`python -m tests.acid.thief` prints what opens; `SAFECONDUCT_HOME` is the stolen folder. Each
sealed column is walked by its declaration: a new one has no opener here, and the thief says so.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.acid.openers import Opens

HEX_KEY = re.compile(rb"[0-9a-f]{64}")
KEY = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One sealed column: how many rows hold something, and which of them opened."""

    name: str
    sealed: int
    opened: int


@dataclass(slots=True)
class Thief:
    """Tries every key on every sealed value, and each key that comes out of one on all others."""

    keys: dict[bytes, str] = field(default_factory=dict, repr=False)
    phrases: dict[str, str] = field(default_factory=dict, repr=False)
    opened: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)
    tried: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)

    def learn(self, plain: bytes, whence: str) -> None:
        """Keep whatever could be a key, with what our own code derives from it."""
        from safeconduct.vault.pairs import pair_of

        parts = [plain[at : at + KEY] for at in range(0, len(plain), KEY)] if whole(plain) else []
        for key in (*parts, *(bytes.fromhex(one.decode()) for one in HEX_KEY.findall(plain))):
            if key not in self.keys:
                self.keys[key] = whence
                self.keys.setdefault(pair_of(key).kem_seed, whence)

    def steal(self) -> list[Column]:
        """Go on until nothing new opens."""
        while True:
            known, done = len(self.keys), len(self.opened)
            columns = [self._column(name, rows) for name, rows in sealed_columns()]
            if (len(self.keys), len(self.opened)) == (known, done):
                return columns

    def _column(self, name: str, rows: list[object]) -> Column:
        from tests.acid.openers import OPENERS

        for row in rows:
            place = (name, str(row.pk))
            if place not in self.opened:
                self._try(place, row, OPENERS[name])
        opened = sum(1 for row in rows if (name, str(row.pk)) in self.opened)
        return Column(name=name, sealed=len(rows), opened=opened)

    def _try(self, place: tuple[str, str], row: object, opener: "Opens") -> None:
        """Try what this row has not met: keys are only ever added, behind the others."""
        from tests.acid.openers import Known

        keys = list(self.keys)
        met = self.tried.get(place, 0)
        self.tried[place] = len(keys)
        if met == len(keys):
            return
        known = Known(keys=keys, fresh=keys[met:], phrases=self.phrases)
        for plain in opener(row, known):
            self.opened[place] = self.opened.get(place, b"") + plain
            self.learn(plain, f"{place[0]}")


def whole(plain: bytes) -> bool:
    return 0 < len(plain) <= 3 * KEY and len(plain) % KEY == 0


def sealed_columns() -> Iterator[tuple[str, list[object]]]:
    """Every column that is declared sealed, with the rows that hold something in it."""
    from allauth.mfa.models import Authenticator
    from django.apps import apps
    from django.contrib.sessions.models import Session

    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            declared = getattr(one, "declared", None)
            if declared and declared.sealed_to:
                rows = model.objects.exclude(**{one.name: b""})
                yield f"{model._meta.db_table}.{one.name}", list(rows)
    yield "mfa_authenticator.data", list(Authenticator.objects.all())
    yield "django_session.session_data", list(Session.objects.all())


def keys_in(home: Path) -> Iterator[tuple[bytes, str]]:
    """Whatever on the disk has the shape of a key."""
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.stat().st_size == KEY:
            yield path.read_bytes(), str(path.relative_to(home))


def caught_fields(thief: Thief, caught: list[str]) -> int:
    """Open hidden fields of caught pages with each key, whatever their age."""
    from safeconduct.vault import form_keys
    from safeconduct.vault.encoding import encode
    from safeconduct.vault.symmetric import CannotOpen, derive, unlock

    count = 0
    for text in caught:
        raw = form_keys._raw(text.partition(".")[2])
        for key in list(thief.keys):
            with suppress(CannotOpen):
                bound = encode("hidden field", raw[: form_keys.STAMP])
                plain = unlock(derive(key, "hidden field"), raw[form_keys.STAMP :], bound)
                thief.learn(plain, "a caught page")
                count += 1
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")
    asked = parser.parse_args()
    from safeconduct.config.command import wake_django
    from safeconduct.programme.home import current_home

    wake_django("manage")
    told = json.loads(sys.stdin.read() or "{}")
    thief = Thief(phrases=told.get("phrases", {}))
    for key, name in keys_in(current_home().root):
        thief.learn(key, name)
    fields = caught_fields(thief, told.get("caught", []))
    columns = thief.steal()
    words = b"".join(thief.opened.values())
    seen = [marker for marker in told.get("markers", []) if marker.encode() in words]
    rows = {one.name: [one.sealed, one.opened] for one in columns}
    as_text = (f"{name:<36}{had:>5} sealed{got:>5} opened" for name, (had, got) in rows.items())
    as_json = json.dumps({"columns": rows, "seen": seen, "fields": fields})
    sys.stdout.write((as_json if asked.json else "\n".join(as_text)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
