"""``manage.py export_conference CODE``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polls.codes import normalise_code
from polls.conference_files import export_conference
from polls.models import Conference


class Command(BaseCommand):
    """Print a conference as a conference file."""

    help = "Print the conference of a join code as a conference file (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The join code, typed in any case."""
        parser.add_argument("code", help="the join code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the programme; results are not part of it."""
        code = normalise_code(options["code"])
        conference = Conference.objects.filter(code=code).first()
        if not conference:
            raise CommandError(f"There is no conference with the code {options['code']}.")
        self.stdout.write(json.dumps(export_conference(conference), ensure_ascii=False, indent=2))
