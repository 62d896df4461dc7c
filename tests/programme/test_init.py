"""`safeconduct init`: a whole programme or nothing, and secrets nowhere but with their people."""

import fcntl
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from safeconduct.cases.log import PROGRAMME
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.models import Event
from safeconduct.config import cast as shown
from safeconduct.config import init, making
from safeconduct.config.init_showing import root_text
from safeconduct.domain.role import Role, Team
from safeconduct.people.models import Membership, Staff, TeamKey, TeamKeyWrap
from safeconduct.people.teams import team_public
from safeconduct.people.unlock import reader, unlock
from safeconduct.programme.actions import programme_exists
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home
from safeconduct.programme.models import DirectoryKey, SigningKey
from safeconduct.programme.plan import COURIERS
from safeconduct.programme.publication import public_texts
from safeconduct.programme.shown import ShownTexts
from safeconduct.vault import membership, signatures
from safeconduct.vault.recovery import join, recover

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HOLDERS = (
    "Alice=operator,ru",
    "Bob=shift_lead",
    "Carol=coordinator,reception_officer,medical_officer,legal_adviser,uk",
    "Greta=registrar,technical_inspector,family_officer,exchange_officer,auditor",
    "Sam=administrator",
)
SAID = [word for holder in HOLDERS for word in ("--holder", holder)]
LIVE = [
    *("--purpose", "live", "--name", "ru=Берег", "--name", "en=Shore", "--languages", "ru,en"),
    *("--site", "https://shore.example/", "--exit", "https://example.com/", *SAID),
]
DRILL = ["--purpose", "drill", *SAID]


@pytest.fixture
def home(tmp_path: Path, settings, quick_phrases: None) -> Home:
    settings.HOME = Home(root=tmp_path / "var")
    return settings.HOME


def files(home: Home) -> dict[str, bytes]:
    if not home.root.exists():
        return {}
    return {
        str(path.relative_to(home.root)): path.read_bytes()
        for path in home.root.rglob("*")
        if path.is_file()
    }


def bundle(home: Home) -> Bundle:
    deployment = Deployment.load(home.programme)
    return Bundle.load(home.bundle, deployment.root_public, home.serials / "test")


def kept_cast(home: Home) -> dict[str, dict[str, str]]:
    return {one["call_sign"]: one for one in json.loads(home.cast.read_text("utf-8"))["staff"]}


def test_a_programme_is_whole(home: Home) -> None:
    assert init.run(DRILL) == 0
    found = bundle(home)
    assert found.serial == 1
    for team in Team:
        key = TeamKey.objects.get(team=team.value)
        assert found.team(team) == team_public(key)
    manifest = found.contents.manifest
    assert {one.channel for one in manifest.couriers} == set(COURIERS)
    for one in manifest.couriers:
        seed = (home.secrets / f"courier_{one.channel}").read_bytes()
        assert signatures.public_of(seed) == one.public
    signers = {row.team: bytes(row.public) for row in DirectoryKey.objects.all()}
    assert signers == {
        "lead": manifest.directory_keys.lead,
        "coordination": manifest.directory_keys.coordination,
    }
    assert {row.team for row in SigningKey.objects.all()} == {"intake", "coordination"}
    assert found.contents.index.files == public_texts()
    assert not ShownTexts(found).unsigned()
    assert not (home.root / making.MARK).exists()


def events() -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(subject=PROGRAMME).order_by("seq")
    return list(rows.values_list("kind", "actor", "details"))


def test_a_founding_is_told_with_its_first_holders(home: Home) -> None:
    init.run(DRILL)
    found = events()
    assert found[0] == ("founded", "machine", '{"serial":1}')
    assert found[1] == ("enrolled", "machine", '{"member":"Alice"}')
    assert found[2] == ("role_given", "machine", '{"member":"Alice","role":"operator"}')
    assert [kind for kind, _, _ in found].count("enrolled") == len(HOLDERS)
    assert list(broken_places()) == []


def test_the_first_holders_hold_their_teams_and_the_administrator_none(home: Home) -> None:
    init.run(DRILL)
    found = kept_cast(home)
    carol = Staff.objects.get(call_sign="Carol")
    seed = unlock(carol, found["Carol"]["phrase"])
    assert seed
    trusted = bundle(home).teams
    assert {team for team, _ in reader(carol, seed, trusted).team_seeds} == {
        *("coordination", "reception", "medical", "legal"),
    }
    assert not TeamKeyWrap.objects.filter(staff__call_sign="Sam").exists()
    assert reader(carol, seed, trusted).roles >= {Role.COORDINATOR, Role.MEDICAL_OFFICER}


def test_every_first_membership_is_signed_by_its_team(home: Home) -> None:
    init.run(DRILL)
    for row in Membership.objects.select_related("staff"):
        signed = membership.Membership(
            member=row.staff_id,
            member_public=bytes(row.staff.kem_public),
            team=row.team,
            team_version=row.team_version,
            signature=bytes(row.signature),
        )
        key = TeamKey.objects.get(team=row.team, version=row.team_version)
        membership.verify_membership(signed, team_public(key))


def test_the_custodians_recover_a_member_who_forgot(home: Home) -> None:
    init.run([*DRILL, "--shares", "2/3"])
    shares = (home.root / "demonstration/recovery.txt").read_text().splitlines()
    assert len(shares) == 3
    alice = Staff.objects.get(call_sign="Alice")
    seed = recover(bytes(alice.recovery), alice.id, bytes(alice.kem_public), join(shares[1:]))
    assert seed == unlock(alice, kept_cast(home)["Alice"]["phrase"])


def test_phrases_are_words_of_the_language_that_was_asked_for(home: Home) -> None:
    init.run(DRILL)
    found = kept_cast(home)
    assert all("а" <= sign <= "ё" for sign in found["Alice"]["phrase"].replace(" ", ""))
    assert found["Bob"]["phrase"].replace(" ", "").isascii()
    assert Staff.objects.get(call_sign="Carol").desk_language == "uk"


def test_every_file_is_for_its_owner_only(home: Home) -> None:
    init.run(DRILL)
    modes = {path: path.stat().st_mode for path in home.root.rglob("*")}
    assert not [path for path, mode in modes.items() if mode & (stat.S_IRWXG | stat.S_IRWXO)]


def test_a_live_programme_shows_secrets_once_and_keeps_none(
    home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stick = tmp_path / "stick.key"
    assert init.run([*LIVE, "--root-file", str(stick)]) == 0
    told = capsys.readouterr().out
    phrase = told.split("ALICE")[1].split("phrase")[1].split("\n")[0].strip()
    factor = told.split("ALICE")[1].split("second factor")[1].split("\n")[0].strip()
    alice = Staff.objects.get(call_sign="Alice")
    assert unlock(alice, phrase)
    everything = b"".join(files(home).values())
    # One word alone may stand in a text that everybody reads.
    for secret in (phrase, factor, " ".join(phrase.split()[:2]), stick.read_text().splitlines()[1]):
        assert secret.encode() not in everything
    assert not home.cast.exists()
    assert not (home.root / "demonstration").exists()
    assert told.count("RECOVERY, share") == 5
    assert "ROOT KEY" not in told
    assert stat.S_IMODE(stick.stat().st_mode) == 0o600


def test_the_root_vouches_for_the_site_and_for_every_channel_that_was_named(
    home: Home, tmp_path: Path
) -> None:
    stick = ["--root-file", str(tmp_path / "stick.key")]
    assert init.run([*LIVE, *stick, "--channel", "telegram=@shore_bot"]) == 0
    listed = [(one.kind, one.address) for one in bundle(home).contents.manifest.channels]
    assert listed == [("site", "https://shore.example/"), ("telegram", "@shore_bot")]


def test_without_a_stick_the_root_key_is_shown_and_nowhere_else(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(
        init, "show_once", lambda founding, **_: made.append(founding), raising=True
    )
    init.run(LIVE)
    (founding,) = made
    everything = b"".join(files(home).values())
    assert founding.root_seed not in everything
    assert root_text(founding.root_seed).encode() not in everything


def test_a_live_cast_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    init.run(LIVE)
    home.cast.write_text('{"staff": []}')
    monkeypatch.setattr(shown, "current_home", lambda: home)
    assert shown.run([]) == 1
    assert "live" in capsys.readouterr().err


def test_a_drills_cast_shows_codes_that_count(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    init.run(DRILL)
    capsys.readouterr()
    monkeypatch.setattr(shown, "current_home", lambda: home)
    assert shown.run(["--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    alice = next(row for row in rows if row["call_sign"] == "Alice")
    assert alice["phrase"] == kept_cast(home)["Alice"]["phrase"]
    assert len(alice["code"]) == 6
    assert 1 <= alice["seconds_left"] <= 30


def test_a_second_programme_is_refused_and_changes_nothing(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    init.run(DRILL)
    before, staff = files(home), list(Staff.objects.values_list("password", flat=True))
    assert init.run(DRILL) == 1
    assert init.run(LIVE) == 1
    assert "already" in capsys.readouterr().err
    assert files(home) == before
    assert list(Staff.objects.values_list("password", flat=True)) == staff


def test_staff_without_their_programme_file_are_not_overwritten(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    init.run(DRILL)
    home.programme.unlink()
    assert init.run(DRILL) == 1
    assert "restore" in capsys.readouterr().err
    assert Staff.objects.exists()


def without(name: str) -> list[str]:
    kept = [one for one in HOLDERS if not one.startswith(name)]
    return [word for one in kept for word in ("--holder", one)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--purpose", "drill", *without("Bob")], "lead"),
        (["--purpose", "drill", *without("Carol")], "coordination"),
        (["--purpose", "drill", *without("Sam")], "administrator"),
        ([*DRILL, "--holder", "alice=operator"], "two holders"),
        ([*DRILL, "--holder", "Zoe=pilot"], "pilot"),
        ([*DRILL, "--holder", "Zoe 12 b=operator"], "call sign"),
        ([*DRILL, "--holder", "Zoe=administrator,operator"], "administrator"),
        ([*DRILL, "--shares", "1/5"], "custodians"),
        ([*DRILL, "--shares", "many"], "K/N"),
        ([*DRILL, "--name", "Shore"], "language"),
        (["--demonstration", "--purpose", "live"], "contradict"),
        (["--purpose", "live", *SAID], "--name"),
        ([*LIVE, "--languages", "ru,xx"], "xx"),
        ([*LIVE, "--channel", "pigeon=the roof"], "--channel"),
        ([*LIVE, "--channel", "phone="], "--channel"),
    ],
)
def test_what_cannot_be_made_is_named_and_leaves_nothing(
    home: Home, capsys: pytest.CaptureFixture[str], said: list[str], told: str
) -> None:
    assert init.run(said) == 1
    assert told in capsys.readouterr().err
    assert not files(home)
    assert not programme_exists()


def test_one_person_alone_cannot_sign_the_directory(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [*without("Bob"), "--holder", "Bob=shift_lead,coordinator"]
    kept = [word for word in both if not word.startswith("Carol")]
    rest = "Dora=reception_officer,medical_officer,legal_adviser"
    said = [word for word in kept if word != "--holder"] + [rest]
    line = [part for holder in said for part in ("--holder", holder)]
    assert init.run(["--purpose", "drill", *line]) == 1
    assert "two people" in capsys.readouterr().err


def test_the_root_key_never_lies_inside_the_programme(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init.run([*LIVE, "--root-file", str(home.root / "x" / ".." / "root.key")]) == 1
    assert "offline" in capsys.readouterr().err
    assert not programme_exists()


def test_a_file_on_the_stick_is_not_overwritten(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick.key"
    stick.write_text("another programme's root")
    assert init.run([*LIVE, "--root-file", str(stick)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert stick.read_text() == "another programme's root"
    assert not files(home)
    assert not programme_exists()


class Broken(Exception):
    """What happens at the worst moment."""


def test_who_breaks_off_while_secrets_are_shown_has_no_programme(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(init, "show_once", broken_off)
    stick = tmp_path / "stick.key"
    with pytest.raises(KeyboardInterrupt):
        init.run([*LIVE, "--root-file", str(stick)])
    assert not files(home)
    assert not stick.exists()
    assert not programme_exists()


@pytest.mark.parametrize("moment", ["write_all", "write_founding", "move_in"])
def test_whatever_fails_leaves_nothing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    whole = getattr(making, moment)

    def breaks(*given: object) -> None:
        whole(*given)
        raise Broken

    monkeypatch.setattr(making, moment, breaks)
    stick = tmp_path / "stick.key"
    with pytest.raises(Broken):
        init.run([*LIVE, "--root-file", str(stick)])
    assert not files(home)
    assert not stick.exists()
    assert not programme_exists()
    monkeypatch.undo()


def test_what_a_crash_left_is_cleared_away(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill -9 after the rows were written: the mark is there, `programme.toml` is not."""
    with monkeypatch.context() as crash:
        crash.setattr(making, "move_in", lambda *_: (_ for _ in ()).throw(Broken))
        crash.setattr(making, "take_back", lambda *_: None)
        crash.setattr(making.shutil, "rmtree", lambda *_args, **_options: None)
        with pytest.raises(Broken):
            init.run(DRILL)
    assert programme_exists()
    assert (home.root / making.MARK).exists()
    assert init.run(DRILL) == 0
    assert Staff.objects.count() == len(HOLDERS)
    told = [kind for kind, _, _ in events() if kind.startswith("found")]
    assert told == ["founded", "founding_undone", "founded"]
    assert list(broken_places()) == []
    assert bundle(home).age_state(timezone.now()) == "fresh"


def test_two_at_once_make_one(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    mark = home.root / making.MARK
    mark.mkdir(parents=True)
    with (mark / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert init.run(DRILL) == 1
    assert "another" in capsys.readouterr().err
    assert not programme_exists()


def test_a_demonstration_is_fiction(home: Home) -> None:
    assert init.run(["--demonstration", *SAID]) == 0
    deployment = Deployment.load(home.programme)
    assert deployment.purpose is Purpose.DEMONSTRATION
    assert deployment.names == {"ru": "Тихий берег", "uk": "Тихий берег", "en": "Quiet Shore"}
    assert ".example" in deployment.site_address
    assert replace(deployment, names={"ru": "x"}).name("en") == "x"
