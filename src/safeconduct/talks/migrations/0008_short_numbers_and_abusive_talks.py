"""Short numbers, and what slows a number that was abusive; its hashes are in no write-ahead log."""

from django.db import migrations, models


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("sc_caller_mark", "sc_abusive_talk"):
            schema_editor.execute(f"ALTER TABLE {table} SET UNLOGGED")


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0007_call_backs'),
    ]

    operations = [
        migrations.CreateModel(
            name='AbusiveTalk',
            fields=[
                ('serial', models.BigAutoField(primary_key=True, serialize=False)),
                ('hash', models.BinaryField(db_index=True)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'sc_abusive_talk',
            },
        ),
        migrations.CreateModel(
            name='CallerMark',
            fields=[
                ('call', models.UUIDField(primary_key=True, serialize=False)),
                ('hash', models.BinaryField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'sc_caller_mark',
            },
        ),
        migrations.CreateModel(
            name='ShortNumber',
            fields=[
                ('hash', models.BinaryField(primary_key=True, serialize=False)),
                ('arrival', models.UUIDField(db_index=True)),
                ('tie', models.BinaryField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'sc_short_number',
            },
        ),
        migrations.AddField(
            model_name='call',
            name='by_short_number',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(apply, migrations.RunPython.noop),
    ]
