"""What a door may ask and tell besides arrivals, as functions with their owner's rights."""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION panic_state() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT EXISTS (SELECT 1 FROM sc_panic)
    $$
    """,
    # All that a taken-over door can leave here is a number under a day, a language and a page.
    """
    CREATE FUNCTION count_visit(on_day date, tag text, which text, times integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      IF on_day NOT BETWEEN current_date - 1 AND current_date + 1
         OR tag !~ '^[a-z]{2,3}(-[a-z]{4})?$' OR times NOT BETWEEN 1 AND 1000000 THEN
        RETURN;
      END IF;
      INSERT INTO sc_visit_count (day, language, page, shown) VALUES (on_day, tag, which, times)
      ON CONFLICT (day, language, page)
      DO UPDATE SET shown = sc_visit_count.shown + excluded.shown;
    END $$
    """,
    "REVOKE ALL ON FUNCTION panic_state() FROM PUBLIC",
    "REVOKE ALL ON FUNCTION count_visit(date, text, text, integer) FROM PUBLIC",
)


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0007_panic_and_visits")]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
