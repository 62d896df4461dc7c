"""The log refuses change; on PostgreSQL doors get their functions."""

from django.db import migrations

SQLITE = (
    """
    CREATE TRIGGER sc_event_keeps_update BEFORE UPDATE ON sc_event
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    """
    CREATE TRIGGER sc_event_keeps_delete BEFORE DELETE ON sc_event
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION sc_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
    """,
    """
    CREATE TRIGGER sc_event_keeps BEFORE UPDATE OR DELETE ON sc_event
    FOR EACH ROW EXECUTE FUNCTION sc_log_refuses()
    """,
    """
    CREATE TRIGGER sc_event_keeps_whole BEFORE TRUNCATE ON sc_event
    FOR EACH STATEMENT EXECUTE FUNCTION sc_log_refuses()
    """,
    # `search_path` is fixed, so that nobody can slip tables of their own under these functions.
    """
    CREATE FUNCTION pickup(wanted bytea)
    RETURNS TABLE (kind text, id uuid, body bytea, stored_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE found bytea;
    BEGIN
      SELECT a.copy INTO found FROM sc_arrival a WHERE a.kind = 'new' AND a.locator = wanted;
      IF found IS NULL THEN
        SELECT r.copy INTO found FROM sc_replacement r WHERE r.locator = wanted;
      END IF;
      IF found IS NULL THEN RETURN; END IF;
      IF (SELECT count(*) FROM sc_arrival a WHERE a.kind = 'doubt' AND a.locator = wanted
          AND a.stored_at > now() - interval '24 hours') >= 5 THEN
        RETURN QUERY VALUES ('copy'::text, NULL::uuid, ''::bytea, NULL::timestamptz),
                            ('quiet'::text, NULL::uuid, ''::bytea, NULL::timestamptz);
        RETURN;
      END IF;
      RETURN QUERY SELECT 'copy'::text, NULL::uuid, found, NULL::timestamptz;
      RETURN QUERY SELECT c.kind::text, c.id, c.body, c.stored_at FROM sc_requester_copy c
        WHERE c.locator = wanted
          AND (c.read_at IS NULL OR c.read_at >= date_trunc('minute', now() - interval '24 hours'))
        ORDER BY c.stored_at;
    END $$
    """,
    """
    CREATE FUNCTION read_mark(wanted bytea, item uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      UPDATE sc_requester_copy SET read_at = date_trunc('minute', now())
      WHERE id = item AND locator = wanted AND read_at IS NULL
    $$
    """,
    "REVOKE ALL ON FUNCTION pickup(bytea) FROM PUBLIC",
    "REVOKE ALL ON FUNCTION read_mark(bytea, uuid) FROM PUBLIC",
)


def apply(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0001_initial")]
    operations = [migrations.RunPython(apply, migrations.RunPython.noop)]
