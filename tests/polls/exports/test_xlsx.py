"""The workbook: the same table, and a native chart of each counted vote."""

import io
import zipfile

import openpyxl

from polls.exports import export_xlsx
from polls.exports.as_csv import COLUMNS


def exported(conference):
    return io.BytesIO(b"".join(export_xlsx(conference)))


def test_table_has_figures_as_numbers_and_formulas_as_text(conference):
    sheet = openpyxl.load_workbook(exported(conference))["Results"]
    rows = list(sheet.iter_rows())

    assert [cell.value for cell in rows[0]] == list(COLUMNS)
    assert len(rows) == 10
    first = dict(zip(COLUMNS, rows[1], strict=True))
    assert (first["choice"].value, first["choice"].data_type) == ("=1+2", "s")
    assert (first["conference"].value, first["conference"].data_type) == ("=HYPERLINK(“x”)", "s")
    assert (first["count"].value, first["percent"].value) == (32, 32)


def test_each_counted_vote_has_a_native_chart(conference):
    book = zipfile.ZipFile(exported(conference))
    charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]

    assert len(charts) == 3
    assert "Results!$J$2:$J$5" in book.read("xl/charts/chart1.xml").decode()
