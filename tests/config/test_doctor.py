"""The doctor names what is unsafe, one line each, and tells a demonstration from a live one."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from safeconduct.config import checks_machine, checks_programme, doctor
from safeconduct.config.findings import Check, Patient, Weight
from safeconduct.programme.deployment import Deployment, Purpose
from safeconduct.programme.home import Home, write_private


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


def test_without_a_programme_the_doctor_says_how_to_make_one(
    tmp_path: Path, settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = Home(root=tmp_path / "nowhere")
    assert doctor.run(["--json"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "safeconduct init" in json.loads(line)["words"]
