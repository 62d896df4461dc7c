"""On PostgreSQL the tie between address and talk is in no write-ahead log (VAULT section 7)."""

from django.db import migrations


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE sc_address SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("sc_talks", "0001_initial")]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
