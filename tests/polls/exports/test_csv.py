"""The table of results, and what a spreadsheet makes of it."""

import csv
import io
import tracemalloc

from polls.exports import export_csv
from polls.exports.as_csv import COLUMNS
from polls.models import Round
from polls.wording import Wording
from tests.factories import QuestionFactory, RoundFactory

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table(conference):
    text = b"".join(export_csv(conference)).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_every_choice_has_its_line(conference):
    rows = table(conference)

    assert list(rows[0]) == list(COLUMNS)
    told = [[row[c] for c in ("question", "round", "letter", "count", "percent")] for row in rows]
    assert told == [
        ["1", "1", "A", "32", "32"],
        ["1", "1", "B", "22", "22"],
        ["1", "1", "C", "27", "27"],
        ["1", "1", "D", "19", "19"],
        ["2", "1", "", "", ""],
        ["2", "2", "A", "3", "100"],
        ["2", "2", "B", "1", "33"],
        ["", "1", "A", "2", "100"],
        ["", "1", "B", "0", "0"],
    ]
    assert {(row["ballots"], row["joined"]) for row in rows[:4]} == {("100", "104")}
    assert (rows[4]["phase"], rows[4]["ballots"]) == ("void", "")


def test_practice_is_absent(conference):
    assert "Tea?" not in {row["prompt"] for row in table(conference)}


def test_no_cell_is_a_formula(conference):
    cells = [cell for row in table(conference) for cell in row.values()]

    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []
    assert "'=1+2" in cells


def test_thousands_of_rounds_are_read_page_by_page(conference):
    question = QuestionFactory(session=conference.sessions.first(), prompt="x" * 500)
    Round.objects.bulk_create(
        RoundFactory.build(
            question=question,
            session=question.session,
            number=number,
            phase="closed",
            wording=Wording.of(question).as_json(),
        )
        for number in range(1, 1201)
    )
    blocks = export_csv(conference)
    next(blocks)
    tracemalloc.start()
    try:
        sizes = [len(block) for block in blocks]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert sum(sizes) > 2_000_000
    assert max(sizes) < 64 * 1024
    assert peak < 4_000_000
