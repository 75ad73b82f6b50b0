"""The log of what chairs and organisers did, as CSV."""

from collections.abc import Iterator
from itertools import chain

from defusedcsv import csv
from django.db.models import QuerySet

from polls.deeds.reading import read_all
from polls.exports.as_csv import BOM, Lines
from polls.exports.pages import in_blocks
from polls.models import Deed

COLUMNS = ("when", "who", "through", "kind", "what")


def export_log(log: QuerySet[Deed]) -> Iterator[bytes]:
    """Yield the lines of a log as CSV in UTF-8; times are of UTC."""
    writer = csv.writer(Lines())
    rows = (
        (
            deed.at.isoformat(timespec="seconds"),
            deed.person,
            deed.get_through_display(),
            deed.get_kind_display(),
            deed.words,
        )
        for deed in read_all(log)
    )
    lines = (writer.writerow(row) for row in chain([COLUMNS], rows))
    yield from in_blocks(chain([BOM], lines))
