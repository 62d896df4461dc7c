"""Checks of what people and the clock keep up: holders, intake, keys that should be gone."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError

from safeconduct.cases.panic import closed
from safeconduct.cases.queries import oldest_untaken
from safeconduct.config.findings import Check, Finding, Patient, good, note, unsafe
from safeconduct.domain.role import Role
from safeconduct.people.models import Membership, StaffRole
from safeconduct.people.teams import teams_due
from safeconduct.talks.day_keys import overdue
from safeconduct.talks.updates import broken

SILENT_AFTER = timedelta(minutes=5)


def holders(_: Patient) -> Iterator[Finding]:
    """A team whose only holder forgets the phrase opens nothing; who was removed should not."""
    try:
        held = Counter(Membership.objects.values_list("team", flat=True))
        alone = sorted(team for team, holders in held.items() if holders == 1)
        administrators = StaffRole.objects.filter(
            role=Role.ADMINISTRATOR.value, staff__is_active=True
        ).count()
        due = teams_due()
    except DatabaseError:
        return
    if left := sorted(team.value for team in due):
        yield unsafe(f"a removed member still opens what {', '.join(left)} reads: rotate its key")
    if alone:
        yield note(f"one holder alone has the key of {', '.join(alone)}: confirm a second")
    if administrators == 1:
        yield note("there is one administrator alone: propose a second")


def standing(patient: Patient) -> Iterator[Finding]:
    """What the desk says at its top, for who looks at the machine."""
    try:
        shut, oldest, aside = closed(), oldest_untaken(), broken()
    except DatabaseError:
        return
    if shut:
        yield note(f"writing is closed at all doors since {shut.at:%d.%m. %H:%M}, by {shut.by}")
    if oldest and patient.at - oldest > SILENT_AFTER:
        yield unsafe("intake stands still: requests wait; does `safeconduct errands` run?")
    if aside:
        yield unsafe(f"{aside} messages to a bot broke and wait, for 72 hours: see the bot's log")


def fleeting_keys(patient: Patient) -> Iterator[Finding]:
    """Keys that die by the clock: errands destroy them, or the channel that runs alone."""
    if late := overdue(patient.home, patient.at):
        yield unsafe(f"{len(late)} day keys are older than 72 hours: start errands, or the channel")
    else:
        yield good("no day key is older than 72 hours")
    if patient.home.hour_keys.is_relative_to(patient.home.root):
        yield note(f"{patient.home.hour_keys} is on disk; /dev/shm would forget at each start")


UPKEEP: tuple[Check, ...] = (holders, standing, fleeting_keys)
