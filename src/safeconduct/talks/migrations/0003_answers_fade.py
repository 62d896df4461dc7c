"""When an answer of staff that nobody took off the screen is to be taken off."""

from django.db import migrations, models

from safeconduct.domain.declared import clear


class Migration(migrations.Migration):
    dependencies = [("sc_talks", "0002_hashes_vanish_in_a_crash")]
    operations = [
        migrations.AddField(
            "talk",
            "fades_at",
            clear(models.DateTimeField(null=True), "to the minute; then an answer is taken off"),
        ),
        migrations.AddIndex(
            "talk",
            models.Index(
                fields=["channel", "fades_at"],
                name="talk_fades",
                condition=models.Q(fades_at__isnull=False),
            ),
        ),
    ]
