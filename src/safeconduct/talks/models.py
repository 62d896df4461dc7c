"""What a channel keeps for at most 72 hours, sealed to its own courier (VAULT sections 2 and 7).

On SQLite these tables lie in the fleeting database, which no backup holds.
"""

from django.db import models

from safeconduct.domain.declared import clear, sealed


class Update(models.Model):
    """A raw update, durable before the platform is told that it came; emptied when applied."""

    channel = clear(models.CharField(max_length=12), "which door")
    bot = clear(models.CharField(max_length=40), "which of the programme's own bots")
    number = clear(models.BigIntegerField(), "the platform's count; the same one never twice")
    day = clear(models.DateField(), "which day key opens it; dies with that key")
    body = sealed(models.BinaryField(), "the channel's courier")
    waits = clear(models.BooleanField(), "not applied yet")

    class Meta:
        db_table = "sc_update"
        constraints = [
            models.UniqueConstraint(fields=["channel", "bot", "number"], name="an_update_once"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "id"], name="update_waits", condition=models.Q(waits=True)
            ),
        ]


class Bot(models.Model):
    """How one of the programme's own bots stands, as its process last found."""

    name = clear(models.CharField(max_length=40, primary_key=True), "the programme's own bot")
    channel = clear(models.CharField(max_length=12), "which door")
    state = clear(models.CharField(max_length=16), "reachable, or why not")
    since = clear(models.DateTimeField(), "to the minute")
    seen_at = clear(models.DateTimeField(), "its process was alive, to the minute")

    class Meta:
        db_table = "sc_bot"


class Talk(models.Model):
    """A conversation: all of its state is one sealed part, its unsent prompts inside it."""

    id = clear(models.UUIDField(primary_key=True), "random")
    channel = clear(models.CharField(max_length=12), "which door")
    day = clear(models.DateField(), "which day key opens it")
    body = sealed(models.BinaryField(), "the channel's courier")
    waits = clear(models.BooleanField(), "something is to be sent or handed in")
    until = clear(models.DateTimeField(), "to the minute; then it dies")
    fades_at = clear(models.DateTimeField(null=True), "to the minute; then an answer is taken off")

    class Meta:
        db_table = "sc_talk"
        indexes = [
            models.Index(
                fields=["channel", "fades_at"],
                name="talk_fades",
                condition=models.Q(fades_at__isnull=False),
            ),
            models.Index(fields=["channel"], name="talk_waits", condition=models.Q(waits=True)),
            models.Index(fields=["until"], name="talk_dies"),
        ]


class Address(models.Model):
    """The tie between an address and its talk: a keyed hash, at most 72 hours."""

    hash = clear(models.BinaryField(primary_key=True), "keyed by a pepper of that process alone")
    channel = clear(models.CharField(max_length=12), "which door")
    talk = clear(models.UUIDField(db_index=True), "which talk")
    until = clear(models.DateTimeField(), "to the minute; then it dies")

    class Meta:
        db_table = "sc_address"
