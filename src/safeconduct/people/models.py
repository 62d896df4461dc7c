"""Staff, their roles, the teams they belong to and the keys that teams hold."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from safeconduct.domain.declared import clear, sealed
from safeconduct.domain.role import Role, Team


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(call_sign__iexact=username or "")


class Staff(AbstractBaseUser):
    """A member of staff, known by call sign only; no name, no mail address."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    call_sign = clear(models.CharField(max_length=40, unique=True), "chosen for the desk, no name")
    # `password` holds the salt and both slots' verifiers; people/hashers.py writes and reads it.
    is_active = clear(models.BooleanField(default=True), "who may sign in")
    slot_one = sealed(models.BinaryField(), "the phrase")
    slot_two = sealed(models.BinaryField(), "the duress phrase, random until one is set")
    kem_public = clear(models.BinaryField(), "the public half of the member key")
    recovery = sealed(models.BinaryField(), "the recovery key")
    desk_language = clear(models.CharField(max_length=12, default="en"), "the desk's own words")

    # When somebody signed in stands in the log, to the minute, and nowhere else.
    last_login = None

    USERNAME_FIELD = "call_sign"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = StaffManager()
    # Never stored: set on the one object that a phrase has just unlocked, for the sign-in only.
    member_seed: bytes | None = None

    class Meta:
        db_table = "sc_staff"

    def __str__(self) -> str:
        return self.call_sign


class StaffRole(models.Model):
    """One role that a member holds."""

    staff = clear(models.ForeignKey(Staff, models.CASCADE, related_name="roles"), "who")
    role = clear(
        models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role]),
        "which rights a call sign has",
    )

    class Meta:
        db_table = "sc_staff_role"
        constraints = [
            models.UniqueConstraint(fields=["staff", "role"], name="staff_holds_a_role_once"),
        ]


class RoleProposal(models.Model):
    """A role that an administrator proposed and that a holder of its teams has yet to confirm."""

    staff = clear(models.ForeignKey(Staff, models.CASCADE, related_name="proposals"), "who")
    role = clear(models.CharField(max_length=24), "which rights are proposed")
    proposed_by = clear(models.CharField(max_length=40), "call sign")
    proposed_at = clear(models.DateTimeField(), "to the minute")

    class Meta:
        db_table = "sc_role_proposal"
        constraints = [
            models.UniqueConstraint(fields=["staff", "role"], name="role_is_proposed_once"),
        ]


class UsedCode(models.Model):
    """That a member's code of one half minute was used; gone once no code so old is taken."""

    staff = clear(models.ForeignKey(Staff, models.CASCADE, related_name="used_codes"), "whose")
    step = clear(models.BigIntegerField(db_index=True), "half minutes since 1970; no code")

    class Meta:
        db_table = "sc_used_code"
        constraints = [
            models.UniqueConstraint(fields=["staff", "step"], name="code_counts_once"),
        ]


TEAM_CHOICES = [(team.value, team.value) for team in Team]


class Membership(models.Model):
    """A member of a team, signed with the team's key by the session that confirmed it."""

    staff = clear(models.ForeignKey(Staff, models.CASCADE, related_name="memberships"), "who")
    team = clear(models.CharField(max_length=16, choices=TEAM_CHOICES), "which key a member has")
    member_public = clear(models.BinaryField(), "public key, signed")
    team_version = clear(models.PositiveIntegerField(), "which team key signed")
    signature = clear(models.BinaryField(), "Ed25519 over member, key and team")
    confirmed_by = clear(models.CharField(max_length=40), "call sign")

    class Meta:
        db_table = "sc_membership"
        constraints = [
            models.UniqueConstraint(fields=["staff", "team"], name="staff_belongs_to_a_team_once"),
        ]


class TeamKey(models.Model):
    """One version of a team's key: its public halves and the signature of the version before."""

    team = clear(models.CharField(max_length=16, choices=TEAM_CHOICES), "which team")
    version = clear(models.PositiveIntegerField(), "counts up monthly and at each removal")
    kem_public = clear(models.BinaryField(), "public half")
    sign_public = clear(models.BinaryField(), "public half")
    signed_by_before = clear(models.BinaryField(), "signature of the version before")

    class Meta:
        db_table = "sc_team_key"
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="team_key_version_once"),
        ]


class TeamKeyWrap(models.Model):
    """A team key's seed, sealed to one member."""

    key = clear(models.ForeignKey(TeamKey, models.CASCADE, related_name="wraps"), "which key")
    staff = clear(models.ForeignKey(Staff, models.CASCADE, related_name="team_wraps"), "for whom")
    sealed_seed = sealed(models.BinaryField(), "the member")

    class Meta:
        db_table = "sc_team_key_wrap"
        constraints = [
            models.UniqueConstraint(fields=["key", "staff"], name="team_key_wrapped_once"),
        ]
