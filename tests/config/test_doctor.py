"""The doctor names what is unsafe, one line each, and tells a demonstration from a live one."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from safeconduct.cases.arrivals import store
from safeconduct.cases.panic import press_panic
from safeconduct.config import (
    checks_machine,
    checks_programme,
    checks_server,
    checks_upkeep,
    doctor,
)
from safeconduct.config.findings import Check, Patient, Weight
from safeconduct.people import actions
from safeconduct.people.models import Membership
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home, write_private
from safeconduct.talks import updates
from safeconduct.talks.couriers import Courier
from safeconduct.talks.updates import RawUpdate
from safeconduct.vault import seals
from tests.making import ALICE, a_new, new_keys


@pytest.fixture
def patient(programme: bytes, tmp_path: Path, settings) -> Patient:
    """A live programme, sound, whose folder a test may spoil."""
    whole = settings.HOME
    home = Home(root=tmp_path / "var")
    home.root.mkdir(mode=0o700)
    home.secrets.mkdir(mode=0o700)
    home.bundle.mkdir(mode=0o700)
    for path in [whole.programme, *whole.bundle.iterdir()]:
        write_private(home.root / path.relative_to(whole.root), path.read_bytes())
    for name in ("front", "desk"):
        home.secret(name)
    deployment = replace(
        Deployment.load(home.programme),
        purpose=Purpose.LIVE,
        desk_address="https://desk.quiet-shore.example/",
    )
    return Patient(home=home, deployment=deployment, at=timezone.now())


def unsafe(check: Check, patient: Patient) -> str:
    return "\n".join(one.words for one in check(patient) if one.weight is Weight.UNSAFE)


@pytest.mark.parametrize(
    "check",
    [
        checks_machine.python,
        checks_machine.disk,
        checks_machine.modes,
        *(checks_programme.purpose, checks_programme.addresses, checks_programme.secrets),
        checks_programme.keys,
    ],
)
def test_a_sound_programme_has_nothing_unsafe(patient: Patient, check: Check) -> None:
    assert not unsafe(check, patient)


def test_a_file_that_others_may_read_is_named(patient: Patient) -> None:
    path = patient.home.secrets / "front"
    path.chmod(0o640)
    assert f"chmod go= {path}" in unsafe(checks_machine.modes, patient)


def test_two_doors_with_one_secret_are_named(patient: Patient) -> None:
    (patient.home.secrets / "desk").write_bytes((patient.home.secrets / "front").read_bytes())
    assert "the same secret" in unsafe(checks_programme.secrets, patient)


def test_a_cut_secret_is_named(patient: Patient) -> None:
    (patient.home.secrets / "desk").write_bytes(b"short")
    assert "5 bytes" in unsafe(checks_programme.secrets, patient)


def test_secrets_of_practice_in_a_live_programme_are_named(patient: Patient) -> None:
    patient.home.cast.write_text("{}")
    assert "must not exist" in unsafe(checks_programme.purpose, patient)


def test_one_host_for_both_doors_is_named(patient: Patient) -> None:
    assert patient.deployment
    alike = replace(patient.deployment, desk_address="https://quiet-shore.example/desk/")
    assert "host name" in unsafe(checks_programme.addresses, replace(patient, deployment=alike))


def test_a_desk_without_https_is_named(patient: Patient) -> None:
    assert patient.deployment
    plain = replace(patient.deployment, desk_address="http://10.0.0.5/")
    assert "https" in unsafe(checks_programme.addresses, replace(patient, deployment=plain))


@pytest.mark.parametrize(("days", "told"), [(29, ""), (30, "must sign"), (35, "expired")])
def test_an_old_directory_is_named(patient: Patient, days: int, told: str) -> None:
    assert patient.deployment
    late = replace(patient, at=patient.at + timedelta(days=days))
    found = unsafe(checks_programme.keys, late)
    assert told in found
    assert bool(found) is bool(told)


def test_a_spoilt_bundle_is_named(patient: Patient) -> None:
    (patient.home.bundle / "manifest").write_bytes(b"{}\n00\n")
    assert "no door can open" in unsafe(checks_programme.keys, patient)


def test_running_as_root_is_unsafe_live_and_a_note_elsewhere(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_machine.os, "geteuid", lambda: 0)
    assert "root" in unsafe(checks_machine.user, patient)
    assert patient.deployment
    practice = replace(patient.deployment, purpose=Purpose.DEMONSTRATION)
    assert not unsafe(checks_machine.user, replace(patient, deployment=practice))


def test_core_dumps_are_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_machine.resource, "getrlimit", lambda _: (-1, -1))
    assert "ulimit" in unsafe(checks_machine.core_dumps, patient)


@pytest.mark.django_db(databases="__all__")
def test_intake_that_stands_still_is_named(patient: Patient) -> None:
    store(a_new(new_keys()), patient.at - timedelta(minutes=4))
    assert not unsafe(checks_upkeep.standing, patient)
    store(a_new(new_keys()), patient.at - timedelta(minutes=7))
    assert "errands" in unsafe(checks_upkeep.standing, patient)


@pytest.mark.django_db(databases="__all__")
def test_that_writing_is_closed_is_told(patient: Patient) -> None:
    assert list(checks_upkeep.standing(patient)) == []
    press_panic(actor=ALICE.actor, at=patient.at, empty=lambda: None)
    (told,) = checks_upkeep.standing(patient)
    assert "by Alice" in told.words


@pytest.mark.django_db(databases="__all__")
def test_a_key_with_one_holder_is_told(patient: Patient, cast) -> None:
    told = " ".join(one.words for one in checks_upkeep.holders(patient))
    assert "key of" in told
    assert "coordination" in told
    assert "intake" not in told or Membership.objects.filter(team="intake").count() == 1


@pytest.mark.django_db(databases="__all__")
def test_messages_that_broke_are_counted(patient: Patient) -> None:
    courier = Courier("telegram", patient.home)
    took = RawUpdate(bot="a_bot", number=1, content=b"{}")
    updates.take([took, replace(took, number=2)], courier, patient.at)
    first, second = updates.waiting(courier, most=2)
    updates.applied([first])
    assert not unsafe(checks_upkeep.standing, patient)
    updates.set_aside([second])
    assert "1 messages to a bot broke" in unsafe(checks_upkeep.standing, patient)


@pytest.mark.django_db(databases="__all__")
def test_a_key_that_a_removed_member_still_holds_is_told(patient: Patient, cast) -> None:
    assert not unsafe(checks_upkeep.holders, patient)
    actions.remove_member("Alice", actor=cast.sam.reader.actor)
    assert "intake" in unsafe(checks_upkeep.holders, patient)


def test_a_day_key_that_should_be_gone_is_named(patient: Patient) -> None:
    courier = Courier("telegram", patient.home)
    courier.lock(b"x", seals.Purpose.TALK, b"", patient.at)
    assert not unsafe(checks_upkeep.fleeting_keys, patient)
    courier.lock(b"x", seals.Purpose.TALK, b"", patient.at - timedelta(days=4))
    assert "1 day keys" in unsafe(checks_upkeep.fleeting_keys, patient)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_server_that_keeps_what_was_destroyed_is_named(patient: Patient) -> None:
    assert "wal_recycle is on" in unsafe(checks_server.server, patient)
    assert "fresh journal" not in unsafe(checks_server.server, patient)
    assert "safeconduct grant" in unsafe(checks_server.granted, patient)
    assert patient.deployment
    practice = replace(patient.deployment, purpose=Purpose.DEMONSTRATION)
    assert not unsafe(checks_server.server, replace(patient, deployment=practice))
    assert "VACUUM FULL" in " ".join(one.words for one in checks_server.server(patient))


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_role_that_may_not_begin_a_fresh_journal_is_named(patient: Patient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_owner")
        cursor.execute("SET LOCAL ROLE plain_owner")
        assert "fresh journal" in unsafe(checks_server._journal, patient)


@pytest.mark.django_db
def test_of_a_file_no_server_is_asked(patient: Patient) -> None:
    if connection.vendor == "sqlite":
        assert [one for check in checks_server.SERVER for one in check(patient)] == []


def test_without_a_programme_the_doctor_says_how_to_make_one(
    tmp_path: Path, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = Home(root=tmp_path / "nowhere")
    assert doctor.run(["--json"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "safeconduct init" in json.loads(line)["words"]
