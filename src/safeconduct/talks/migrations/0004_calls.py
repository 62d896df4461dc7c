"""Callers who asked for a person, operators on duty, and what is to be done with a call."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0003_answers_fade'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('serial', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.UUIDField(unique=True)),
                ('call', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(max_length=12)),
                ('urgent', models.CharField(max_length=60)),
                ('arrival', models.UUIDField(null=True)),
                ('state', models.CharField(max_length=8)),
                ('seat', models.UUIDField(null=True)),
                ('dropped', models.BooleanField(default=False)),
                ('code_told', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(max_length=16, null=True)),
            ],
            options={
                'db_table': 'sc_call',
                'indexes': [models.Index(fields=['asked_at'], name='call_dies'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['serial'], name='call_open')],
            },
        ),
        migrations.CreateModel(
            name='CallOrder',
            fields=[
                ('serial', models.BigAutoField(primary_key=True, serialize=False)),
                ('call', models.UUIDField()),
                ('seat', models.UUIDField()),
                ('what', models.CharField(max_length=16)),
                ('other', models.UUIDField(null=True)),
                ('done', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sc_call_order',
                'indexes': [models.Index(condition=models.Q(('done', False)), fields=['serial'], name='order_waits'), models.Index(fields=['at'], name='order_dies')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('member', models.UUIDField(unique=True)),
                ('name', models.CharField(max_length=32, unique=True)),
                ('digest', models.CharField(max_length=32)),
                ('kind', models.CharField(max_length=8)),
                ('languages', models.CharField(max_length=120)),
                ('state', models.CharField(max_length=8)),
                ('call', models.UUIDField(null=True)),
                ('part', models.CharField(max_length=8, null=True)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'sc_seat',
                'indexes': [models.Index(fields=['until'], name='seat_ends')],
            },
        ),
    ]
