"""Anchors, append-only like the log itself."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("sc_anchor", "sc_anchored")
SQLITE = """
    CREATE TRIGGER {table}_keeps_{word} BEFORE {word} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
POSTGRESQL = (
    """
    CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION sc_log_refuses()
    """,
    """
    CREATE TRIGGER {table}_keeps_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION sc_log_refuses()
    """,
)


def keep(apps, schema_editor):
    sqlite = [SQLITE.replace("{word}", word) for word in ("update", "delete")]
    statements = {"sqlite": sqlite, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for table in TABLES:
        for statement in statements:
            schema_editor.execute(statement.replace("{table}", table))


class Migration(migrations.Migration):

    dependencies = [
        ('sc_cases', '0011_a_lost_code_is_dead'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('seq', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('root', models.BinaryField()),
                ('before', models.BinaryField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'db_table': 'sc_anchor',
            },
        ),
        migrations.CreateModel(
            name='Anchored',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.UUIDField()),
                ('seq', models.PositiveIntegerField()),
                ('digest', models.BinaryField()),
                ('anchor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held', to='sc_cases.anchor')),
            ],
            options={
                'db_table': 'sc_anchored',
                'constraints': [models.UniqueConstraint(fields=('subject', 'seq'), name='an_event_is_anchored_once')],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
