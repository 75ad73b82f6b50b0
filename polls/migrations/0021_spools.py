from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('polls', '0020_keypads'),
    ]

    operations = [
        # Not altered: PostgreSQL turns no number into a list.
        migrations.RemoveField(
            model_name='station',
            name='gave_up',
        ),
        migrations.AddField(
            model_name='station',
            name='gave_up',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
