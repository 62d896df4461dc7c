"""A small signed programme on disk for tests of the public door; the teams are the cast's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from safeconduct.domain.role import Team
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home
from safeconduct.programme.publication import public_texts, text_files
from safeconduct.vault import signatures
from safeconduct.vault.directory import (
    Directory,
    SigningPublic,
    directory_body,
    directory_file,
    sign_directory,
)
from safeconduct.vault.index import Index, index_body, index_file, sign_index
from safeconduct.vault.manifest import ChannelEntry, DirectoryKeys, Manifest, sign_manifest
from safeconduct.vault.replies import ReplyKey
from tests.making import SALT, team_public

ROOT, LEAD, COORDINATION = b"R" * 32, b"L" * 32, b"C" * 32
PHONE = ChannelEntry(kind="phone", address="+44 20 7946 0018")
BOT = ChannelEntry(kind="telegram", address="@quiet_shore_bot")
MAIL = ChannelEntry(kind="mail", address="help@quiet-shore.example")
REPLY_KEY = ReplyKey(version=1, seed=b"r" * 32)


def deployment(languages: tuple[str, ...]) -> Deployment:
    return Deployment(
        names={"ru": "Тихий берег", "uk": "Тихий берег", "en": "Quiet Shore"},
        languages=languages,
        default_language="ru",
        purpose=Purpose.DEMONSTRATION,
        site_address="https://site.example/",
        desk_address="https://desk.example/",
        exit_address="https://weather.example/",
        root_public=signatures.public_of(ROOT),
    )


def write_programme(
    home: Home,
    languages: tuple[str, ...] = ("ru", "uk", "en"),
    channels: tuple[ChannelEntry, ...] = (),
) -> None:
    """Write `programme.toml` and a bundle that root and both directory keys signed."""
    home.root.mkdir(parents=True, exist_ok=True)
    home.programme.write_text(deployment(languages).to_toml())
    home.bundle.mkdir(exist_ok=True)
    write_bundle(home.bundle, serial=1, channels=channels)


def write_bundle(folder: Path, serial: int, channels: tuple[ChannelEntry, ...] = ()) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    directory = directory_body(
        Directory(
            serial=serial,
            issued_at=now,
            teams=tuple(team_public(team) for team in Team),
            signing_keys=(
                SigningPublic(
                    purpose="reply",
                    version=REPLY_KEY.version,
                    public=signatures.public_of(REPLY_KEY.seed),
                ),
            ),
        )
    )
    index = index_body(Index(serial=serial, files=public_texts()))
    for name, content in text_files().items():
        (folder / name).write_bytes(content)
    manifest = Manifest(
        programme="Тихий берег",
        directory_keys=DirectoryKeys(
            lead=signatures.public_of(LEAD), coordination=signatures.public_of(COORDINATION)
        ),
        couriers=(),
        channels=channels,
        salt=SALT,
        recovery_public=b"",
        valid_from=now,
        valid_until=now + timedelta(days=365),
    )
    (folder / "manifest").write_bytes(sign_manifest(manifest, ROOT))
    both = [sign_directory(directory, key) for key in (LEAD, COORDINATION)]
    (folder / "directory").write_bytes(directory_file(directory, *both))
    both = [sign_index(index, key) for key in (LEAD, COORDINATION)]
    (folder / "index").write_bytes(index_file(index, *both))
