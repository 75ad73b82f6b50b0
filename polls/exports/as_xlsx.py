"""Results as a workbook: the table of the CSV, and a chart of every round."""

import re
import tempfile
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from polls.exports.as_csv import COLUMNS, rows_of
from polls.exports.pages import BLOCK, read_asked, read_pages
from polls.models import Conference
from polls.tallies import Result

#: Texts stay texts, whatever they begin with; rows are written out as they come.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDTHS = (24, 30, 9, 7, 10, 60, 10, 7, 46, 8, 8, 8, 8, 36, 9, 52)
CHOICE, COUNT = COLUMNS.index("choice"), COLUMNS.index("count")

#: A thousand charts take half a minute to write, and longer to open; the table goes on beyond.
MOST_CHARTS = 200
#: Rows of the sheet of charts that a chart takes, and pixels of a bar.
ROWS_OF_CHART, BAR, FRAME, ROW = 2, 34, 110, 20

#: A title with this in it would be taken for the address of a cell.
ADDRESS = re.compile(r"!(?=\$?[A-Z]+\$?[0-9])")


def export_xlsx(conference: Conference) -> Iterator[bytes]:
    """Yield a conference's results as an Excel workbook with native bar charts."""
    with tempfile.TemporaryFile() as file:
        write_workbook(conference, file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def write_workbook(conference: Conference, file: Any) -> None:
    """Write the whole workbook to a seekable file."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": conference.name})
        sheet = Sheet(book)
        for session in list(conference.sessions.all()):
            for asked in read_asked(session):
                for result in read_pages(asked.rounds):
                    rows = list(rows_of(conference, session, asked, result))
                    sheet.add(result, rows)
        sheet.results.autofilter(0, 0, sheet.row - 1, len(COLUMNS) - 1)


class Sheet:
    """The table of results, and beside it the sheet of charts that refer to it."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.results = book.add_worksheet("Results")
        self.charts = book.add_worksheet("Charts")
        self.row, self.chart_row, self.drawn = 1, 0, 0
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            self.results.set_column(column, column, width)
            self.results.write_string(0, column, name, book.add_format({"bold": True}))
        self.results.freeze_panes(1, 0)

    def add(self, result: Result, rows: list[list[Any]]) -> None:
        """Write the rows of one round, and draw them."""
        first = self.row
        for row in rows:
            for column, value in enumerate(row):
                self.results.write(self.row, column, value)
            self.row += 1
        if result.counts and self.drawn < MOST_CHARTS:
            self.draw(result, first, self.row - 1)

    def draw(self, result: Result, first: int, last: int) -> None:
        """Insert a native bar chart of the rows ``first`` to ``last``."""
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": ["Results", first, CHOICE, last, CHOICE],
                "values": ["Results", first, COUNT, last, COUNT],
                "fill": {"color": "#0072B2"},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_title({"name": chart_title(result), "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": False}})
        height = FRAME + BAR * (last - first + 1)
        chart.set_size({"width": 900, "height": height})
        self.charts.insert_chart(
            self.chart_row, 0, chart, {"description": (result.sentence or "")[:250]}
        )
        self.chart_row += height // ROW + ROWS_OF_CHART
        self.drawn += 1


def chart_title(result: Result) -> str:
    """The question with the base of its shares; Excel's titles end at 255 characters."""
    title = f"{result.wording.prompt[:180]} ({result.ballots} of {result.joined} voted)"
    return ADDRESS.sub("! ", title)
