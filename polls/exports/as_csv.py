"""Results as CSV: a line for each choice of each round."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from defusedcsv import csv

from polls.exports.pages import Asked, in_blocks, read_asked, read_pages, read_shares
from polls.models import Conference, Session
from polls.tallies import Result

COLUMNS = (
    "conference", "session", "question", "round", "kind", "prompt", "phase",
    "letter", "choice", "count", "percent", "ballots", "joined", "note", "expected", "turnout",
)  # fmt: skip

#: Tells spreadsheets that the file is UTF-8.
BOM = "\ufeff"

#: What begins a formula, where a cell begins: also after a semicolon, at which spreadsheets of
#: many countries cut, and in the wide letters of East Asia.
FORMULA = re.compile(r"(^|;)(?=[\s\"]*[=+\-@|%＝＋－＠])")
NUMBER = re.compile(r"-?[0-9.,]+")


class Lines:
    """Where the writer of CSV writes to: hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def export_csv(conference: Conference) -> Iterator[bytes]:
    """Yield a conference's results as CSV in UTF-8 with a byte order mark.

    Texts that a spreadsheet would take for a formula are defused by an apostrophe.
    """
    writer = csv.writer(Lines())
    rows = chain([COLUMNS], read_rows(conference))
    lines = (writer.writerow([defused(cell) for cell in row]) for row in rows)
    yield from in_blocks(chain([BOM], lines))


def defused(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what begins one."""
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    return FORMULA.sub(r"\1'", cell)


def read_rows(conference: Conference) -> Iterator[list[Any]]:
    """The lines of the table, in the order of the programme; cells that do not apply are ""."""
    for session in list(conference.sessions.all()):
        for asked in read_asked(session):
            for result in read_pages(asked.rounds):
                yield from rows_of(conference, session, asked, result)


def rows_of(
    conference: Conference, session: Session, asked: Asked, result: Result
) -> Iterator[list[Any]]:
    """A row for each choice, or one row where there are no counts.

    Those of an open round may be for nobody to see; a void one has no turnout either.
    """
    start = [
        conference.name,
        session.title,
        "" if asked.number is None else asked.number,
        result.number,
        result.wording.kind,
        result.wording.prompt,
        result.phase,
    ]
    shares = read_shares(result)
    expected = "" if result.expected is None else result.expected
    turnout = [result.ballots, result.joined, result.note, expected, result.turnout]
    for share in shares or []:
        cells = [share[key] for key in ("letter", "text", "count", "percent")]
        yield [*start, *cells, *turnout]
    if shares is None:
        yield [*start, "", "", "", "", *turnout]
    elif not shares:
        yield [*start, "", "", "", "", "", "", result.note, "", ""]
