"""What doors write of time lies between 2020 and 2200; what lies there already is brought in."""

import datetime

from django.db import migrations, models
from django.db.models import Q

EARLIEST = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
LATEST = datetime.datetime(2200, 1, 1, tzinfo=datetime.timezone.utc)


def bring_in(apps, schema_editor):
    """No honest door has written such a row; its words are kept, as come in today."""
    using = schema_editor.connection.alias
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    for name, field in (("Arrival", "stored_at"), ("Outgoing", "next_try")):
        rows = apps.get_model("sc_cases", name).objects.using(using)
        outside = rows.filter(Q((f"{field}__lt", EARLIEST)) | Q((f"{field}__gte", LATEST)))
        outside.update(**{field: now})
    keys = apps.get_model("sc_cases", "DayKey").objects.using(using)
    keys.filter(Q(day__lt=EARLIEST.date()) | Q(day__gte=LATEST.date())).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('sc_cases', '0018_who_came_back_waits_apart'),
    ]

    operations = [
        migrations.RunPython(bring_in, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='arrival',
            constraint=models.CheckConstraint(condition=models.Q(('stored_at__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('stored_at__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='arrivals_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='daykey',
            constraint=models.CheckConstraint(condition=models.Q(('day__gte', datetime.date(2020, 1, 1)), ('day__lt', datetime.date(2200, 1, 1))), name='day_keys_in_our_time'),
        ),
        migrations.AddConstraint(
            model_name='outgoing',
            constraint=models.CheckConstraint(condition=models.Q(('next_try__gte', datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('next_try__lt', datetime.datetime(2200, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))), name='outbox_in_our_time'),
        ),
    ]
