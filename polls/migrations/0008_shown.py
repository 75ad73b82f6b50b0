from django.db import migrations


def forget_what_was_shown(apps, schema_editor):
    """Sealed rounds kept their last picture, in the order in which its choices were first chosen.

    They are swept again, so that the file does not keep it either.
    """
    rounds = apps.get_model("polls", "Round").objects
    rounds.filter(sealed_at__isnull=False, shown__isnull=False).update(shown=None, swept_at=None)


class Migration(migrations.Migration):
    dependencies = [("polls", "0007_statistics")]

    operations = [migrations.RunPython(forget_what_was_shown, migrations.RunPython.noop)]
