"""A call that we make is named by its node and its try: with a long node more than 64 letters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0008_short_numbers_and_abusive_talks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='call',
            name='call',
            field=models.CharField(max_length=96, unique=True),
        ),
    ]
