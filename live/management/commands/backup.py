"""``manage.py backup FILE``: a copy of the embedded database, also while the server runs."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Copy the embedded database into one new file that its owner alone can read.

    Neither secret is ever in it: whoever finds the copy can open no ballot.
    """

    help = "Copy the embedded database to a new file; the server may be running."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the copy goes."""
        parser.add_argument("file", type=Path, help="a file that is not there yet")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Copy page by page, in one state of the database, whatever is voted meanwhile."""
        if not settings.EMBEDDED:
            raise CommandError("A full-size database is copied by pg_dump: see docs/operations.md.")
        database = Path(settings.DATABASES["default"]["NAME"])
        if not database.exists():
            raise CommandError(f"There is no database in {settings.DATA} yet.")
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise CommandError(f"{file} cannot be made ({error.strerror}).") from None
        with (
            closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
        self.stdout.write(
            f"Copied to {file}. The secrets are not in it, and belong elsewhere: "
            f"{settings.SECRET_FILE} and {settings.BALLOT_SECRET_FILE}"
        )
