"""Which press of the panic key was the last: a channel empties its memory after each."""

from django.db import migrations, models

POSTGRESQL = (
    """
    CREATE FUNCTION last_panic() RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT digest FROM sc_event WHERE kind = 'panic_pressed' ORDER BY id DESC LIMIT 1
    $$
    """,
    "REVOKE ALL ON FUNCTION last_panic() FROM PUBLIC",
)


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0013_when_a_case_ended")]
    operations = [
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["id"], name="panic_presses", condition=models.Q(kind="panic_pressed")
            ),
        ),
        migrations.RunPython(apply, migrations.RunPython.noop),
    ]
