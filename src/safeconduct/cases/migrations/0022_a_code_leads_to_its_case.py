"""With a copy goes the arrival that opened its case: a call with the code leads the desk there."""

from django.db import migrations

PICKUP = """
    CREATE OR REPLACE FUNCTION pickup(wanted bytea)
    RETURNS TABLE (kind text, id uuid, body bytea, stored_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE found bytea; opened uuid;
    BEGIN
      IF EXISTS (SELECT 1 FROM sc_replacement r WHERE r.old_locator = wanted) THEN RETURN; END IF;
      SELECT a.copy, a.id INTO found, opened FROM sc_arrival a
        WHERE a.kind = 'new' AND a.locator = wanted;
      IF found IS NULL THEN
        SELECT r.copy, c.first_id INTO found, opened FROM sc_replacement r
          JOIN sc_case c ON c.id = r.case_id WHERE r.locator = wanted;
      END IF;
      IF found IS NULL THEN RETURN; END IF;
      RETURN QUERY SELECT 'doubt'::text, a.id, a.signature, a.stored_at FROM sc_arrival a
        WHERE a.kind = 'doubt' AND a.locator = wanted AND a.taken = 'taken';
      IF (SELECT count(*) FROM sc_arrival a WHERE a.kind = 'doubt' AND a.locator = wanted
          AND a.stored_at > now() - interval '24 hours') >= 5 THEN
        RETURN QUERY VALUES ('copy'::text, NULL::uuid, ''::bytea, NULL::timestamptz),
                            ('quiet'::text, NULL::uuid, ''::bytea, NULL::timestamptz);
        RETURN;
      END IF;
      RETURN QUERY SELECT 'copy'::text, opened, found, NULL::timestamptz;
      RETURN QUERY SELECT c.kind::text, c.id, c.body, c.stored_at FROM sc_requester_copy c
        WHERE c.locator = wanted
          AND (c.read_at IS NULL OR c.read_at >= date_trunc('minute', now() - interval '24 hours'))
        ORDER BY c.stored_at;
    END $$
    """


def apply(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(PICKUP)


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0021_the_case_of_a_talk")]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
