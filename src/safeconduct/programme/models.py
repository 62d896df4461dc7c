"""The programme's signing keys: who may sign a directory or a reply."""

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
