"""Which numbers called in silence, known to every node; their hashes are in no write-ahead log."""

from django.db import migrations, models


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE sc_silent_call SET UNLOGGED")


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0009_long_names_of_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='SilentCall',
            fields=[
                ('serial', models.BigAutoField(primary_key=True, serialize=False)),
                ('hash', models.BinaryField(db_index=True)),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'sc_silent_call',
            },
        ),
        migrations.RunPython(apply, migrations.RunPython.noop),
    ]
