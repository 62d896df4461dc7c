"""Who wishes to be called back, in clear columns alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_cases', '0016_pages_at_scale'),
    ]

    operations = [
        migrations.CreateModel(
            name='WishedCall',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wished_call', serialize=False, to='sc_cases.case')),
                ('seq', models.PositiveIntegerField()),
                ('wished_at', models.DateTimeField(db_index=True)),
                ('tries', models.PositiveSmallIntegerField()),
                ('done', models.BooleanField()),
                ('tried', models.UUIDField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sc_wished_call',
                'indexes': [models.Index(condition=models.Q(('tried__isnull', False)), fields=['case'], name='call_is_tried')],
            },
        ),
    ]
