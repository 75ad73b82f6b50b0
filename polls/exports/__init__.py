"""Results to take away: generators that read the database page by page.

Rounds of practice and of rehearsals are absent; a void round is named, without counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from polls.exports.as_csv import export_csv
from polls.exports.as_json import export_json
from polls.exports.as_xlsx import export_xlsx
from polls.models import Conference


@dataclass(frozen=True, slots=True)
class Format:
    """A form of download: ``export`` yields the bytes of a conference's results."""

    content_type: str
    export: Callable[[Conference], Iterator[bytes]]


#: By the ending of the file's name.
FORMATS = {
    "csv": Format("text/csv; charset=utf-8", export_csv),
    "json": Format("application/json", export_json),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", export_xlsx
    ),
}

__all__ = ["FORMATS", "Format", "export_csv", "export_json", "export_xlsx"]
