"""Whose hand paused a seat, rather than that it is away: who is in a crisis rings there too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0011_times_of_doors_in_our_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='pauses',
            field=models.BooleanField(default=False),
        ),
    ]
