"""Calls that we make, and each try to make one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0006_seats_at_nodes'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='back',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('arrival', models.UUIDField()),
                ('language', models.CharField(max_length=12)),
                ('seat', models.UUIDField()),
                ('day', models.DateField()),
                ('body', models.BinaryField()),
                ('taken', models.BooleanField(default=False)),
                ('came_of', models.CharField(max_length=12, null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sc_call_back',
                'indexes': [models.Index(fields=['at'], name='call_back_dies')],
            },
        ),
    ]
