"""Whatever is typed is refused beside its field, or kept whole and harmless to the end."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse
from openpyxl.utils.escape import unescape

from polls.conference_files import export_conference, import_conference, read_conference_file
from polls.errors import FileMistakes
from polls.exports import export_csv, export_json, export_xlsx
from polls.exports.as_csv import COLUMNS
from polls.models import ApiToken, Choice, Conference, Question, Round, Session, User
from tests.factories import RoundFactory, UserFactory
from tests.hostile import ACCEPTED, FORMULAS, REFUSED
from tests.polls.exports.conftest import count
from tests.polls.views.conftest import browser_of, conference, laptop, organiser, question, session

__all__ = ["conference", "laptop", "organiser", "question", "session"]

CONFERENCE = {"name": "C", "time_zone": "UTC", "languages": "en"}
SESSION = {"title": "S", "room": "R"}
QUESTION = {"kind": "single", "prompt": "Q?", "help": "H", "choices": "Yes\nNo", "live": ""}
#: Every field that organisers type text into: page, field, and the rest of a form that is taken.
FIELDS = [
    ("edit_conference", "name", CONFERENCE),
    ("edit_conference", "languages", CONFERENCE),
    ("edit_conference", "time_zone", CONFERENCE),
    ("create_conference", "name", CONFERENCE),
    ("add_session", "title", SESSION),
    ("add_session", "room", SESSION),
    ("edit_session", "title", SESSION),
    ("edit_session", "room", SESSION),
    ("add_question", "prompt", QUESTION),
    ("add_question", "help", QUESTION),
    ("add_question", "choices", QUESTION),
    ("edit_question", "prompt", QUESTION),
    ("edit_question", "help", QUESTION),
    ("edit_question", "choices", QUESTION),
    ("people", "username", {"part": "chair"}),
    ("account", "label", {}),
]
#: What is free text; the others take only what is a name of their kind.
FREE = [each for each in FIELDS if each[1] not in {"languages", "time_zone", "username"}]


def named(value):
    """A field by its page and name alone."""
    return value if isinstance(value, str) else ""


def address(page, question):
    """The address of a page about a question, or what it belongs to."""
    about = {"session": question.session.pk, "question": question.pk}
    of = {"add_question": "session", "account": None, "create_conference": None}
    default = page.partition("_")[2] if page.startswith("edit_") else "conference"
    key = of.get(page, default)
    return reverse(page, args=[about.get(key, question.session.conference_id)] if key else [])


def everything():
    models = (Conference, Session, Question, Choice, User, ApiToken)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.parametrize(("page", "field", "rest"), FIELDS, ids=named)
@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_refused_text_is_named_beside_its_field(laptop, question, page, field, rest, text):
    laptop.get("/organise/")
    before = everything()
    typed = f"{text}\nNo" if field == "choices" else text
    answer = laptop.post(address(page, question), {**rest, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert everything() == before
    if (page, field, rest) in FREE:
        assert REFUSED[text] in str(answer.context["form"].errors[field])


@pytest.mark.parametrize(("page", "field", "rest"), FREE, ids=named)
def test_accepted_text_is_kept_whole(laptop, question, page, field, rest):
    model = {"name": Conference, "label": ApiToken, "title": Session, "room": Session}.get(
        field, Question
    )
    longest = 80 if field in {"room", "label"} else 200
    for text in [text for text in ACCEPTED if len(text) <= longest]:
        typed = f"{text}\nOther" if field == "choices" else text
        answer = laptop.post(address(page, question), {**rest, field: typed})
        if page != "account":
            assert answer.status_code == 302, (text, answer.context["form"].errors)
        column = {"choices": "choices__text"}.get(field, field)
        assert text in model.objects.values_list(column, flat=True)


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
@pytest.mark.parametrize(
    "place", ["name", "sessions[0].title", "sessions[0].room", *(
        f"sessions[0].questions[0].{field}" for field in ("prompt", "help", "choices[0]", "kind")
    )],
)  # fmt: skip
def test_conference_file_names_the_place_of_refused_text(place, text):
    file = {"name": "C", "sessions": [{**SESSION, "questions": [{**QUESTION}]}]}
    file["sessions"][0]["questions"][0] |= {"choices": ["Yes", "No"], "live": None}
    *path, last = place.replace("[", ".[").split(".")
    held = file
    for step in path:
        held = held[int(step[1:-1])] if step.startswith("[") else held[step]
    held[int(last[1:-1]) if last.startswith("[") else last] = text
    with pytest.raises(FileMistakes) as mistakes:
        read_conference_file(json.dumps(file))

    assert [where for where, _ in mistakes.value.mistakes] == [place]


def test_lone_surrogates_in_a_file_are_refused_by_number():
    file = '{"name": "a\\ud800b", "sessions": []}'
    with pytest.raises(FileMistakes) as mistakes:
        read_conference_file(file)

    assert mistakes.value.mistakes == [("name", "contains U+D800, which is no character of a text")]


@pytest.mark.parametrize("field", ["username", "first_name", "last_name"])
@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_operator_names_nobody_by_refused_text(db, field, text):
    person = UserFactory(username="brown")
    operator = browser_of(UserFactory(is_staff=True, is_superuser=True))
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "12:00"}
    form = {"username": "brown", **joined, field: text}
    answer = operator.post(reverse("admin:polls_user_change", args=[person.pk]), form)

    assert list(answer.context["adminform"].form.errors) == [field]
    person.refresh_from_db()
    assert (person.username, person.first_name, person.last_name) == ("brown", "", "")


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_operator_names_no_conference_by_refused_text(db, question, text):
    conference = question.session.conference
    operator = browser_of(UserFactory(is_staff=True, is_superuser=True))
    page = reverse("admin:polls_conference_change", args=[conference.pk])
    answer = operator.post(page, {**CONFERENCE, "name": text})

    assert list(answer.context["adminform"].form.errors) == ["name"]


@pytest.fixture
def hostile(organiser):
    """A conference whose every text is one of the accepted, voted on."""
    texts = [text for text in ACCEPTED if len(text) <= 80]
    questions = [
        {"kind": "single", "prompt": text, "help": text, "choices": [text, "Other"]}
        for text in texts
    ]
    sessions = [
        {"title": text, "room": text, "questions": [asked]}
        for text, asked in zip(texts, questions, strict=True)
    ]
    file = {"name": "=1+2", "sessions": sessions}
    conference = import_conference(file=read_conference_file(file), by=organiser)
    for asked in Question.objects.all():
        count(RoundFactory(question=asked, phase="closed"), 3, 2, 1)
    return conference, texts


def test_conference_file_gives_every_text_back(hostile, organiser):
    conference, texts = hostile
    file = export_conference(conference)
    again = import_conference(file=read_conference_file(json.dumps(file)), by=organiser)

    assert export_conference(again) == file
    assert [session["title"] for session in file["sessions"]] == texts


def test_json_gives_every_text_back(hostile):
    conference, texts = hostile
    sessions = json.loads(b"".join(export_json(conference)))["sessions"]

    assert [session["title"] for session in sessions] == texts
    asked = [session["questions"][0] for session in sessions]
    assert [question["rounds"][0]["prompt"] for question in asked] == texts
    assert [question["rounds"][0]["counts"][0]["text"] for question in asked] == texts


def formulas_in(rows):
    """The cells that a spreadsheet would compute."""
    starts = tuple("=+-@|%＝＋－＠\t\r")
    numbers = set("0123456789.-")
    cells = [cell.strip(' "') for row in rows for cell in row]
    return [cell for cell in cells if cell.startswith(starts) and not set(cell) <= numbers]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_the_table_is_a_formula_wherever_it_is_cut(hostile, delimiter):
    text = b"".join(export_csv(hostile[0])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    assert len(rows) > len(hostile[1])
    assert formulas_in(rows) == []


def test_table_gives_every_text_back_but_for_apostrophes(hostile):
    conference, texts = hostile
    text = b"".join(export_csv(conference)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))[::2]

    for column in ("session", "prompt", "choice"):
        assert [row[column].replace("'", "") for row in rows] == [t.replace("'", "") for t in texts]


def test_workbook_gives_every_text_back_as_text(hostile):
    conference, texts = hostile
    file = io.BytesIO(b"".join(export_xlsx(conference)))
    rows = list(openpyxl.load_workbook(file)["Results"].iter_rows(min_row=2))[::2]

    for column in ("prompt", "choice"):
        cells = [unescape(row[COLUMNS.index(column)].value) for row in rows]
        assert cells == texts
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}


def test_charts_of_the_workbook_refer_to_its_table_alone(hostile):
    book = zipfile.ZipFile(io.BytesIO(b"".join(export_xlsx(hostile[0]))))
    charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == Round.objects.count()
    titles = set()
    for name in charts:
        tree = ElementTree.fromstring(book.read(name))
        refers = {node.text for node in tree.iter() if node.tag.endswith("}f")}
        assert {formula.split("!")[0] for formula in refers} == {"Results"}
        assert len(refers) == 2
        titles |= {node.text for node in tree.iter() if node.tag.endswith("}t")}
    assert any("=Results" in title for title in titles)


def test_every_part_of_the_workbook_is_well_formed(hostile):
    book = zipfile.ZipFile(io.BytesIO(b"".join(export_xlsx(hostile[0]))))
    for name in book.namelist():
        ElementTree.fromstring(book.read(name))
    formulas = [n for n in book.namelist() if "sheet" in n and b"<f>" in book.read(n)]

    assert formulas == []
    assert set(FORMULAS) <= set(ACCEPTED)
