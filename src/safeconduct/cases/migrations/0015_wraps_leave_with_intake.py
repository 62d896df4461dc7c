"""Of arrivals that were taken in before, the wraps go as they do now; their digest stays."""

import hashlib

from django.db import migrations

DIGEST = 32
BATCH = 200


def take_out(apps, schema_editor):
    arrivals = apps.get_model("sc_cases", "Arrival").objects.filter(taken="taken")
    rows = []
    for row in arrivals.only("id", "wraps").iterator(chunk_size=BATCH):
        wraps = bytes(row.wraps)
        if len(wraps) > DIGEST:
            row.wraps = hashlib.sha256(wraps).digest()
            rows.append(row)
        if len(rows) == BATCH:
            arrivals.bulk_update(rows, ["wraps"])
            rows = []
    arrivals.bulk_update(rows, ["wraps"])


class Migration(migrations.Migration):
    dependencies = [("sc_cases", "0014_last_press_of_the_panic_key")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
