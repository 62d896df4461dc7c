"""At which of several switches an operator sits, and where the others reach that switch."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sc_talks', '0005_how_the_line_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='node',
            field=models.CharField(default='', max_length=40),
        ),
        migrations.AddField(
            model_name='bot',
            name='address',
            field=models.CharField(default='', max_length=80),
        ),
    ]
