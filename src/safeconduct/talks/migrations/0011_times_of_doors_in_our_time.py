"""What channels write of time lies between 2020 and 2200; a row that does not is destroyed."""

import datetime

from django.db import migrations, models
from django.db.models import Q

EARLIEST = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
LATEST = datetime.datetime(2200, 1, 1, tzinfo=datetime.timezone.utc)
TIMES = {
    "Address": ("until",),
    "Bot": ("since", "seen_at"),
    "Call": ("asked_at", "answered_at", "ended_at"),
    "CallerMark": ("until",),
    "LineNow": ("since", "seen_at"),
    "Seat": ("since",),
    "SilentCall": ("until",),
    "ShortNumber": ("until",),
    "Talk": ("until", "fades_at"),
}
DAYS = {"Talk": "day", "Update": "day"}


def destroy(apps, schema_editor):
    """No honest channel has written one; each of these lives for days at most."""
    using = schema_editor.connection.alias
    for name, fields in TIMES.items():
        rows = apps.get_model("sc_talks", name).objects.using(using)
        for field in fields:
            rows.filter(Q((f"{field}__lt", EARLIEST)) | Q((f"{field}__gte", LATEST))).delete()
    for name, field in DAYS.items():
        rows = apps.get_model("sc_talks", name).objects.using(using)
        outside = Q((f"{field}__lt", EARLIEST.date())) | Q((f"{field}__gte", LATEST.date()))
        rows.filter(outside).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0010_silent_calls'),
    ]

    operations = [
        migrations.RunPython(destroy, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('until__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='addresses_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='bot',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('since__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('seen_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('seen_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='bots_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('asked_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('asked_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('answered_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('answered_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('ended_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('ended_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='calls_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='callermark',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('until__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='caller_marks_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='silentcall',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('until__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='silent_calls_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='linenow',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('since__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('seen_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('seen_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='lines_now_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('since__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='seats_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='shortnumber',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('until__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='short_numbers_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('until__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('fades_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('fades_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('day__gte', datetime.date(2020, 1, 1)), ('day__lt', datetime.date(2200, 1, 1))), name='talks_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(('day__gte', datetime.date(2020, 1, 1)), ('day__lt', datetime.date(2200, 1, 1))), name='updates_in_our_time'),
        ),
    ]
