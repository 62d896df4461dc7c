"""That somebody wishes to be called back, in clear columns; all else of it is sealed."""

from typing import ClassVar

from django.db import models

from safeconduct.domain.declared import clear


class WishedCall(models.Model):
    """That a person wished to be called, without number or hour: those lie in the case.

    `tried`: the try that is under way.
    """

    case = clear(
        models.OneToOneField("Case", models.CASCADE, primary_key=True, related_name="wished_call"),
        "which case",
    )
    seq = clear(models.PositiveIntegerField(), "the event that took the wish in")
    wished_at = clear(models.DateTimeField(db_index=True), "to the minute; then it dies")
    tries = clear(models.PositiveSmallIntegerField(), "how often a telephone was rung")
    done = clear(models.BooleanField(), "they have talked")
    tried = clear(models.UUIDField(null=True), "the try under way; random")
    tried_at = clear(models.DateTimeField(null=True), "to the minute; when the last try began")

    class Meta:
        db_table = "sc_wished_call"
        indexes: ClassVar = [
            models.Index(
                fields=["case"], name="call_is_tried", condition=models.Q(tried__isnull=False)
            ),
        ]
