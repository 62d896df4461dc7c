"""The bundle: a door believes what root and both directory keys signed, and never goes back."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safeconduct.domain.role import Team
from safeconduct.programme.bundle import Bundle, NoBundle
from safeconduct.programme.publication import stored_as
from safeconduct.programme.seen import read_seen
from safeconduct.vault import signatures
from safeconduct.vault.directory import (
    Directory,
    DirectoryKeys,
    SigningPublic,
    Standing,
    directory_body,
    directory_file,
    sign_directory,
)
from safeconduct.vault.index import Index, Listed, index_body, index_file, listed, sign_index
from safeconduct.vault.manifest import Manifest, sign_manifest
from tests.full_disk import no_room_for_files
from tests.vault.cast import COORDINATION, INTAKE, LEAD, seed_of

AT = datetime(2030, 5, 1, 12, tzinfo=UTC)
ROOT, BY_LEAD, BY_COORDINATION = seed_of("root"), seed_of("lead signs"), seed_of("coord signs")
ROOT_PUBLIC = signatures.public_of(ROOT)
REPLY = signatures.public_of(seed_of("reply"))
MANIFEST = Manifest(
    programme="Quiet Shore",
    directory_keys=DirectoryKeys(
        lead=signatures.public_of(BY_LEAD), coordination=signatures.public_of(BY_COORDINATION)
    ),
    couriers=(),
    channels=(),
    salt=b"a deployment salt",
    recovery_public=b"",
    valid_from=AT,
    valid_until=AT + timedelta(days=730),
)
DIRECTORY = Directory(
    serial=7,
    issued_at=AT,
    teams=(INTAKE, LEAD, COORDINATION),
    signing_keys=(SigningPublic(purpose="reply", version=1, public=REPLY),),
)


def signed(directory: Directory, *, second: bytes = BY_COORDINATION) -> bytes:
    body = directory_body(directory)
    return directory_file(body, sign_directory(body, BY_LEAD), sign_directory(body, second))


def index(serial: int, *files: Listed) -> bytes:
    body = index_body(Index(serial=serial, files=files))
    return index_file(body, sign_index(body, BY_LEAD), sign_index(body, BY_COORDINATION))


@dataclass
class Place:
    """A folder with a bundle, a door's own file, and a clock that a test moves."""

    folder: Path
    seen: Path
    clock: list[float] = field(default_factory=lambda: [0.0])
    stamp: int = 0

    def put(self, **files: bytes) -> None:
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
            self.stamp += 1_000_000_000
            os.utime(self.folder / name, ns=(self.stamp, self.stamp))
        self.clock[0] += 2

    def door(self) -> Bundle:
        return Bundle(self.folder, ROOT_PUBLIC, self.seen, clock=lambda: self.clock[0])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "bundle").mkdir()
    found = Place(tmp_path / "bundle", tmp_path / "serials" / "front")
    found.put(manifest=sign_manifest(MANIFEST, ROOT), directory=signed(DIRECTORY), index=index(3))
    return found


def test_a_door_seals_to_what_both_keys_signed(place: Place) -> None:
    door = place.door()
    assert door.team(Team.INTAKE) == INTAKE
    assert door.serial == 7
    assert door.salt == b"a deployment salt"
    assert door.reply_keys == {1: REPLY}


def test_a_new_directory_is_taken_in_while_running(place: Place) -> None:
    door = place.door()
    place.put(directory=signed(replace(DIRECTORY, serial=8)))
    assert door.serial == 8


def test_a_directory_is_not_looked_for_at_every_glance(place: Place) -> None:
    door = place.door()
    place.put(directory=signed(replace(DIRECTORY, serial=8)))
    place.clock[0] -= 1.9
    assert door.serial == 7


BAD: Mapping[str, dict[str, bytes]] = {
    "lower serial": {"directory": signed(replace(DIRECTORY, serial=6))},
    "one signature": {"directory": b"\n".join(signed(DIRECTORY).splitlines()[:2])},
    "the same key twice": {"directory": signed(replace(DIRECTORY, serial=8), second=BY_LEAD)},
    "a stranger's": {"directory": signed(replace(DIRECTORY, serial=8), second=seed_of("Mallory"))},
    "another root": {"manifest": sign_manifest(MANIFEST, seed_of("Mallory"))},
    "an older manifest": {
        "manifest": sign_manifest(replace(MANIFEST, valid_from=AT - timedelta(days=1)), ROOT)
    },
    "a lower index": {"index": index(2)},
    "rubbish": {"directory": b"\xff\x00rubbish"},
    "nothing": {"index": b""},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_bundle_leaves_a_running_door_with_the_last_good_one(
    place: Place, bad: dict[str, bytes]
) -> None:
    door = place.door()
    place.put(**bad)
    assert door.serial == 7
    assert door.team(Team.INTAKE) == INTAKE


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_bundle_leaves_a_starting_door_with_the_last_good_one(
    place: Place, bad: dict[str, bytes]
) -> None:
    assert place.door().serial == 7
    place.put(**bad)
    assert place.door().serial == 7


def test_a_removed_bundle_does_not_close_a_door_that_knew_it(place: Place) -> None:
    place.door()
    for path in place.folder.iterdir():
        path.unlink()
    assert place.door().team(Team.LEAD) == LEAD


def test_a_door_that_never_saw_a_good_bundle_does_not_open(place: Place) -> None:
    place.put(manifest=sign_manifest(MANIFEST, seed_of("Mallory")))
    with pytest.raises(NoBundle):
        place.door()


def test_each_door_remembers_for_itself(place: Place) -> None:
    place.put(directory=signed(replace(DIRECTORY, serial=9)))
    place.door()
    place.put(directory=signed(replace(DIRECTORY, serial=8)))
    assert place.door().serial == 9
    other = Bundle(place.folder, ROOT_PUBLIC, place.seen.with_name("desk"))
    assert other.serial == 8


def test_a_full_disk_delays_no_new_keys_and_the_door_notes_them_once_there_is_room(
    place: Place,
) -> None:
    door = place.door()
    place.put(directory=signed(replace(DIRECTORY, serial=8)))
    with no_room_for_files():
        assert door.serial == 8
    assert read_seen(place.seen).serial == 7
    place.put(directory=signed(replace(DIRECTORY, serial=7)))
    assert door.serial == 8
    assert read_seen(place.seen).serial == 8


def test_a_spoilt_memory_is_no_reason_to_stay_shut(place: Place) -> None:
    place.door()
    place.seen.write_text("[]")
    assert place.door().serial == 7


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        (0, Standing.FRESH),
        (21, Standing.RENEW),
        (30, Standing.URGENT),
        (35, Standing.EXPIRED),
    ],
)
def test_the_age_of_the_directory_is_told(place: Place, days: int, standing: Standing) -> None:
    assert place.door().age_state(AT + timedelta(days=days)) is standing


def test_an_expired_manifest_counts_like_an_expired_directory(place: Place) -> None:
    late = AT + timedelta(days=731)
    place.put(directory=signed(replace(DIRECTORY, serial=8, issued_at=late)))
    assert place.door().age_state(late) is Standing.EXPIRED


def words(said: str) -> bytes:
    return f'{{"talk.yes":{{"status":"reviewed","version":1,"words":"{said}"}}}}'.encode()


FIRST, SECOND = words("Да"), words("Так")
SIGNED_FIRST, SIGNED_SECOND = listed("texts/ru", FIRST), listed("texts/ru", SECOND)


@pytest.fixture
def speaking(place: Place) -> Place:
    """The same bundle with one signed text."""
    place.put(**{stored_as(SIGNED_FIRST): FIRST, "index": index(4, SIGNED_FIRST)})
    return place


def said(door: Bundle) -> str:
    return door.contents.words["ru"]["talk.yes"].words


def test_a_door_holds_the_words_that_the_index_vouches_for(speaking: Place) -> None:
    assert said(speaking.door()) == "Да"


def test_newly_signed_words_are_taken_in_while_running(speaking: Place) -> None:
    door = speaking.door()
    speaking.put(**{stored_as(SIGNED_SECOND): SECOND, "index": index(5, SIGNED_SECOND)})
    assert said(door) == "Так"


BAD_WORDS: Mapping[str, dict[str, bytes]] = {
    "edited": {stored_as(SIGNED_FIRST): SECOND},
    "not letters": {stored_as(SIGNED_FIRST): b"\xff"},
    "missing": {"index": index(5, SIGNED_SECOND)},
}


@pytest.mark.parametrize("bad", BAD_WORDS.values(), ids=BAD_WORDS)
def test_an_edited_or_missing_text_of_the_bundle_is_refused_and_the_last_good_one_stays(
    speaking: Place, bad: dict[str, bytes]
) -> None:
    door = speaking.door()
    speaking.put(**bad)
    assert said(door) == "Да"
    assert said(speaking.door()) == "Да"


def test_a_text_that_comes_after_its_index_is_taken_in_then(speaking: Place) -> None:
    door = speaking.door()
    speaking.put(index=index(5, SIGNED_SECOND))
    assert said(door) == "Да"
    speaking.put(**{stored_as(SIGNED_SECOND): SECOND})
    assert said(door) == "Так"


def test_a_file_that_the_index_does_not_name_is_no_text(speaking: Place) -> None:
    speaking.put(**{stored_as(SIGNED_SECOND): SECOND})
    assert said(speaking.door()) == "Да"


def test_an_index_that_names_no_file_of_a_language_closes_nothing(place: Place) -> None:
    place.put(index=index(4, listed("texts/ru/site.toml", b"x"), listed("figures", b"y")))
    assert place.door().contents.index.serial == 4
    assert place.door().contents.words == {}
