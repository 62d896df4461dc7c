"""The programme's signing keys, and what members recorded of its words."""

from typing import ClassVar

from django.db import models

from safeconduct.domain.declared import clear, sealed


class DirectoryKey(models.Model):
    """One of the two keys that sign the directory; its seed is sealed to one team."""

    team = clear(models.CharField(max_length=16, unique=True), "lead or coordination")
    public = clear(models.BinaryField(), "public half, in the manifest")
    team_version = clear(models.PositiveIntegerField(), "which team key it is sealed to")
    sealed_seed = sealed(models.BinaryField(), "the team")

    class Meta:
        db_table = "sc_directory_key"


class SigningKey(models.Model):
    """A versioned Ed25519 key for replies; its seed is sealed to each team that may use it."""

    purpose = clear(models.CharField(max_length=16), "what it signs: reply")
    version = clear(models.PositiveIntegerField(), "counts up like team keys")
    team = clear(models.CharField(max_length=16), "for which team this copy is sealed")
    team_version = clear(models.PositiveIntegerField(), "which team key it is sealed to")
    public = clear(models.BinaryField(), "public half, in the directory")
    sealed_seed = sealed(models.BinaryField(), "the team")

    class Meta:
        db_table = "sc_signing_key"
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "team"], name="signing_key_copy_once"
            ),
        ]


class Recording(models.Model):
    """Published words as a member read them aloud: it waits for another, then was judged.

    The sound lies here until then; approved, it lies signed among the files that are played.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"

    purpose = clear(models.CharField(max_length=8), "page or line")
    language = clear(models.CharField(max_length=16), "of the words")
    name = clear(models.CharField(max_length=200), "the place of these words in the programme")
    words = clear(models.CharField(max_length=32), "digest of published words")
    sound = clear(models.BinaryField(), "published words, meant for everybody, read by staff")
    mark = clear(models.CharField(max_length=64), "digest of the sound")
    state = clear(
        models.CharField(max_length=8, choices=State, default=State.WAITING), "closed words"
    )
    recorded_by = clear(models.CharField(max_length=40), "call sign, or `machine`; also in the log")
    judged_by = clear(models.CharField(max_length=40, blank=True), "call sign; also in the log")

    class Meta:
        db_table = "sc_recording"
        indexes: ClassVar = [models.Index(fields=["state", "words"], name="recording_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "words"],
                condition=models.Q(state="waiting"),
                name="recording_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", judged_by="")
                | ~models.Q(state="waiting") & ~models.Q(judged_by=""),
                name="recording_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(recorded_by=models.F("judged_by"))
                | ~models.Q(state="approved"),
                name="recording_takes_two",
            ),
        ]
