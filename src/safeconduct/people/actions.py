"""Who belongs: enrol, propose, confirm, refuse, remove. No one person makes a member alone.

An administrator proposes; an unlocked holder of the role's teams compares the newcomer's key by
voice and confirms. That session signs the membership and seals the team's keys (VAULT section 2).
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as noop

from safeconduct.domain.role import (
    FOUR_EYES,
    TEAMS,
    Actor,
    Decision,
    Right,
    Role,
    Team,
    is_call_sign,
)
from safeconduct.people import models
from safeconduct.people.enrolment import Card, enrolled
from safeconduct.people.fingerprint import is_fingerprint_of
from safeconduct.people.models import RoleProposal, Staff, StaffRole, TeamKey, TeamKeyWrap
from safeconduct.people.readers import Reader
from safeconduct.people.teams import (
    locked_key,
    membership_row,
    newest_key,
    team_public,
    wrap_row,
)
from safeconduct.vault.membership import sign_membership
from safeconduct.vault.team_keys import seal_team_seed

PROPOSE, CONFIRM = FOUR_EYES[Decision.MEMBERSHIP].first, FOUR_EYES[Decision.MEMBERSHIP].second


class NotAllowed(Exception):
    """The reason in words: this person may not do this now; `{what}` stands for `about`."""

    def __init__(self, reason: str, about: StrEnum | None = None) -> None:
        super().__init__(reason.format(what=about.value.replace("_", " ") if about else ""))
        self.reason, self.about = reason, about


class NotACallSign(NotAllowed):
    """Nobody can be called that here."""


def enrol(call_sign: str, language: str, *, actor: Actor, recovery_public: bytes) -> Card:
    """Take a newcomer in without any role; the card is shown to them once and kept nowhere."""
    may_enrol(call_sign, actor)
    made = enrolled(call_sign, language, recovery_public)
    with transaction.atomic():
        made.staff.save(force_insert=True)
        made.authenticator.save(force_insert=True)
    return made.card


def may_enrol(call_sign: str, actor: Actor) -> None:
    """Return when this member may take in somebody of this call sign; raises NotAllowed."""
    _need(actor, PROPOSE)
    if not is_call_sign(call_sign):
        raise NotACallSign(noop("a call sign is one word, with a number if need be"))
    if Staff.objects.filter(call_sign__iexact=call_sign).exists():
        raise NotACallSign(noop("this call sign is taken"))


def propose_role(call_sign: str, role: Role, *, actor: Actor, at: datetime) -> None:
    """Propose a role; it gives nothing until somebody else confirms it."""
    _need(actor, PROPOSE)
    staff = _member(call_sign)
    if staff.roles.filter(role=role.value).exists():
        raise NotAllowed(noop("this member has that role already"))
    _refuse_mixed(staff, role)
    RoleProposal.objects.get_or_create(
        staff=staff,
        role=role.value,
        defaults={
            "proposed_by": actor.call_sign,
            "proposed_at": at.replace(second=0, microsecond=0),
        },
    )


def confirm_role(call_sign: str, role: Role, *, reader: Reader, spoken: str) -> None:
    """Confirm after the newcomer has spoken the four words of their key; signs and seals."""
    with transaction.atomic():
        staff = _held_member(call_sign)
        proposal = _proposal(staff, role)
        for team in sorted(TEAMS[role]):
            locked_key(team.value)
        may_confirm(reader, proposal)
        if not is_fingerprint_of(bytes(staff.kem_public), spoken):
            raise NotAllowed(noop("these are not the words of this member’s key"))
        for team in sorted(TEAMS[role]):
            take_in(staff, team, reader)
        StaffRole.objects.get_or_create(staff=staff, role=role.value)
        proposal.delete()


def refuse_role(call_sign: str, role: Role, *, reader: Reader) -> None:
    """Refuse what was proposed."""
    _need(reader.actor, CONFIRM)
    _proposal(_member(call_sign), role).delete()


def remove_member(call_sign: str, *, actor: Actor) -> frozenset[Team]:
    """Shut a member out at once; returns the teams whose holders must now make a new version."""
    if not actor.may(PROPOSE) and not actor.may(CONFIRM):
        raise NotAllowed(noop("this takes an administrator or the holder of a key"))
    with transaction.atomic():
        staff = _held_member(call_sign)
        teams = _teams_of(staff)
        _refuse_last_holder(staff, teams)
        _refuse_last_administrator(staff)
        for rows in (staff.roles, staff.memberships, staff.proposals):
            rows.all().delete()
        staff.is_active = False
        staff.save(update_fields=["is_active"])
    return teams


def take_in(staff: Staff, team: Team, reader: Reader) -> None:
    """Sign a membership with the newest version, and seal every version that the reader holds."""
    if models.Membership.objects.filter(staff=staff, team=team.value).exists():
        return
    newest = locked_key(team.value)
    for key in TeamKey.objects.filter(team=team.value):
        seed = reader.team_seeds.get((key.team, key.version))
        if seed is None:
            continue
        public = team_public(key)
        signed = sign_membership(staff.id, bytes(staff.kem_public), public, seed)
        TeamKeyWrap.objects.filter(key=key, staff=staff).delete()
        wrap_row(seal_team_seed(seed, public, signed), key).save(force_insert=True)
        if key.version == newest.version:
            membership_row(signed, reader.call_sign).save(force_insert=True)


def may_confirm(reader: Reader, proposal: RoleProposal) -> None:
    """Return when this reader may confirm, given the right words; raises NotAllowed."""
    if reader.call_sign in {proposal.proposed_by, proposal.staff.call_sign}:
        raise NotAllowed(noop("somebody else has to confirm"))
    _refuse_mixed(proposal.staff, Role(proposal.role))
    for team in sorted(TEAMS[Role(proposal.role)]):
        if (team.value, newest_key(team.value).version) not in reader.team_seeds:
            raise NotAllowed(noop("a holder of the key of this team has to confirm: {what}"), team)
    if not reader.actor.may(CONFIRM):
        raise NotAllowed(noop("a holder of any team’s key has to confirm"))


def _need(actor: Actor, right: Right) -> None:
    if not actor.may(right):
        raise NotAllowed(noop("this takes another right: {what}"), right)


def _member(call_sign: str) -> Staff:
    return _at_work(Staff.objects.all(), call_sign)


def _held_member(call_sign: str) -> Staff:
    """Return a member whom nobody else removes or confirms until the transaction ends."""
    return _at_work(Staff.objects.select_for_update(no_key=True), call_sign)


def _at_work(rows: QuerySet[Staff], call_sign: str) -> Staff:
    staff = rows.filter(call_sign__iexact=call_sign, is_active=True).first()
    if staff is None:
        raise NotAllowed(noop("nobody of that call sign works here"))
    return staff


def _proposal(staff: Staff, role: Role) -> RoleProposal:
    found = RoleProposal.objects.filter(staff=staff, role=role.value).first()
    if found is None:
        raise NotAllowed(noop("nobody proposed this role"))
    return found


def _teams_of(staff: Staff) -> frozenset[Team]:
    return frozenset(Team(one.team) for one in staff.memberships.all())


def _refuse_last_holder(staff: Staff, teams: frozenset[Team]) -> None:
    """Raise NotAllowed where nobody else holds a key; two who remove each other wait here."""
    for team in sorted(teams):
        locked_key(team.value)
        if not models.Membership.objects.filter(team=team.value).exclude(staff=staff).exists():
            raise NotAllowed(noop("nobody else holds the key of this team: {what}"), team)


def _refuse_last_administrator(staff: Staff) -> None:
    """Raise NotAllowed where nobody could enrol or propose any more without this member."""
    rows = StaffRole.objects.filter(role=Role.ADMINISTRATOR.value, staff__is_active=True)
    held = rows.select_for_update(of=("self",)).order_by("id").values_list("staff", flat=True)
    if set(held) == {staff.id}:
        raise NotAllowed(noop("nobody else is an administrator"))


def _refuse_mixed(staff: Staff, role: Role) -> None:
    """Raise NotAllowed where the member would both run the system and hold a key."""
    held = {Role(one) for one in staff.roles.values_list("role", flat=True)}
    held |= {Role(one) for one in staff.proposals.values_list("role", flat=True)} | {role}
    if Role.ADMINISTRATOR in held and any(TEAMS[one] for one in held):
        raise NotAllowed(noop("an administrator reads no content, so holds no key"))
