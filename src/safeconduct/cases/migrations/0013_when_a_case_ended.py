"""From when the time of an ended case runs; for cases that ended before, from their last event."""

from django.db import migrations, models

from safeconduct.domain.declared import clear

ENDED_BEFORE = """
    UPDATE sc_case
    SET ended_at = (SELECT max(at) FROM sc_event WHERE sc_event.subject = sc_case.id)
    WHERE state IN ('withdrawn', 'lapsed', 'referred', 'abuse', 'attempt_failed',
                    'captured_otherwise', 'fate_unknown')
"""


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0012_anchors")]
    operations = [
        migrations.AddField(
            "case",
            "ended_at",
            clear(models.DateTimeField(null=True), "its end, to the minute: its time runs"),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["state", "ended_at"],
                name="case_over",
                condition=models.Q(ended_at__isnull=False),
            ),
        ),
        migrations.RunSQL(ENDED_BEFORE, migrations.RunSQL.noop),
    ]
