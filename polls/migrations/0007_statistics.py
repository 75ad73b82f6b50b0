from django.db import migrations

#: What sealing destroys, and the answers: PostgreSQL keeps samples of a column for its planner,
#: which nothing that is deleted from the table takes along. No query needs samples of these.
UNSAMPLED = {
    "polls_round": ["key"],
    "polls_ballot": ["voter", "answer"],
    "polls_latevoter": ["voter"],
    "polls_sealedballot": ["answer"],
}


def keep_no_samples(apps, schema_editor):
    """Let ANALYZE pass these columns over."""
    _set_statistics(schema_editor, 0)


def keep_samples(apps, schema_editor):
    """As many as of any other column."""
    _set_statistics(schema_editor, -1)


def _set_statistics(schema_editor, target):
    if schema_editor.connection.vendor != "postgresql":
        return  # SQLite is never asked to analyse.
    for table, columns in UNSAMPLED.items():
        for column in columns:
            schema_editor.execute(
                f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS {target}'
            )


class Migration(migrations.Migration):

    dependencies = [
        ('polls', '0006_guard'),
    ]

    operations = [
        migrations.RunPython(keep_no_samples, keep_samples),
    ]
