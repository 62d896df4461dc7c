"""Whether no sound comes from a caller who talks with an operator: that operator is told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0012_who_pauses'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='soundless',
            field=models.BooleanField(default=False),
        ),
    ]
