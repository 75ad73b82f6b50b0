"""The record as a file: held against its schema, and against what was voted and typed."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from polls.exports.as_json import round_of
from polls.models import Round, Session
from polls.record.as_json import write_record
from polls.record.reading import read_record
from polls.remedies.deciding import decide
from polls.tallies import read_results
from tests.factories import QuestionFactory, RoundFactory, SessionFactory
from tests.hostile import ACCEPTED
from tests.polls.exports.conftest import count
from tests.remedies import open_lists, put, shown, upvote

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "record.schema.json").read_text())
CORRECTION = {"at": "2026-11-22T13:00:00Z", "of": "A", "before": "Ys", "after": "Yes"}


def file_of(session):
    """The file of a session's record, which fits its schema and has no key beyond it."""
    session = Session.objects.select_related("conference").get(pk=session.pk)
    file = json.loads(b"".join(write_record(read_record(session))))
    errors = [f"{e.json_path}: {e.message}" for e in Draft7Validator(SCHEMA).iter_errors(file)]
    assert errors == []
    assert unknown(file, SCHEMA) == []
    return file


def unknown(value, schema, place="$"):
    """Where a value has keys that the schema does not name."""
    schema = resolved(schema)
    if isinstance(value, list):
        found = (unknown(each, schema["items"], f"{place}[]") for each in value)
        return [each for places in found for each in places]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    known = schema["properties"]
    told = [f"{place}.{key}" for key in value if key not in known]
    for key in set(value) & set(known):
        told += unknown(value[key], known[key], f"{place}.{key}")
    return told


def resolved(schema):
    """A schema with what it refers to, and the properties of all that it is made of."""
    while "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rsplit("/", 1)[1]]
    if "allOf" in schema:
        parts = [resolved(part)["properties"] for part in schema["allOf"]]
        return {"properties": {key: value for part in parts for key, value in part.items()}}
    return schema


def test_schema_is_one():
    Draft7Validator.check_schema(SCHEMA)


def test_everything_is_in_the_file(write, order, agenda, session):
    write("outcome", "We share a budget.")
    write("decision", "One budget.")
    write("action", "Draft it.", who="Ada", by_when="May")
    order("agenda_next")
    again = QuestionFactory(session=session, prompt="Again?", choices=["Yes", "No"])
    count(RoundFactory(question=again, phase="void", shown=False), 5, 2, 3)
    count(
        RoundFactory(question=again, phase="revealed", shown=False, corrections=[CORRECTION]),
        3, 3, 0,
    )  # fmt: skip
    order("end")
    file = file_of(session)

    votes = [*file["voted"], *file["voted_later"]]
    told = [round_of(result) for result in read_results(session)]
    assert [{k: v for k, v in vote.items() if k != "question"} for vote in votes] == told
    assert (len(file["voted"]), len(file["voted_later"])) == (1, 2)
    assert file["voted_later"][1]["corrections"] == [CORRECTION]
    made = file["agendas"][0]
    assert [(line["votes"], line["exact"], line["minutes"]) for line in made["sum"]] == [
        (62, 27.76, 30),
        (54, 24.18, 25),
        (47, 21.04, 20),
        (38, 17.01, 15),
    ]
    first = made["topics"][0]
    assert first["id"] == made["sum"][0]["topic"]
    assert [note["text"] for note in first["outcomes"]] == ["We share a budget."]
    assert [note["text"] for note in first["decisions"]] == ["One budget."]
    assert [(n["text"], n["who"], n["by_when"]) for n in first["actions"]] == [
        ("Draft it.", "Ada", "May")
    ]
    assert first["began_at"] == first["planned_from"]
    assert (file["version"], file["so_far"], file["session"]["state"]) == (1, False, "ended")


def test_what_delegates_put_forward_is_told_as_everybody_saw_it(agenda, chair, order, session):
    topic = open_lists(agenda, chair)[0]
    _, other = (shown(topic, text, chair) for text in ("One budget", "One team"))
    asked = shown(topic, "Who pays?", chair, kind="question", signed="Ada")
    for remedy, do, words in (
        (asked, "answer", "All of us."),
        (put(topic, "A secret"), "set_aside", ""),
    ):
        decide(remedy_id=remedy.pk, by=chair, version=remedy.version, do=do, text=words)
    put(topic, "Waits for a moderator")
    upvote(topic, None, 1, other)

    def told():
        (first, *_) = file_of(session)["agendas"][0]["topics"]
        return [(each["text"], each["votes"]) for each in first["ways"]], first["questions"]

    assert told()[0] == [("One budget", None), ("One team", None)]
    order("remedies_freeze", topic=str(topic.pk))
    ways, (question,) = told()
    assert ways == [("One team", 1), ("One budget", 0)]
    assert (question["text"], question["signed"], question["answer"]) == (
        "Who pays?", "Ada", "All of us.",
    )  # fmt: skip
    assert "A secret" not in json.dumps(file_of(session))


def test_file_of_an_empty_session_and_of_one_with_votes_alone(db):
    session = SessionFactory(state="draft")
    assert file_of(session)["voted"] == []
    count(RoundFactory(question=QuestionFactory(session=session), phase="open"), 3, 1, 1, 1)
    file = file_of(session)

    assert (file["so_far"], file["agendas"], len(file["voted"])) == (True, [], 1)


@pytest.mark.parametrize("change", [{"phase": "void"}, {"tallies": "closed", "phase": "open"}])
def test_file_tells_no_votes_that_the_results_keep_back(agenda, session, change):
    Round.objects.update(live=False, **change)
    file = file_of(session)

    assert {choice["votes"] for choice in file["agendas"][0]["choices"]} == {None}
    assert file["agendas"][0]["sum"] == []
    assert "62" not in json.dumps([file["agendas"][0]["choices"], file["agendas"][0]["sentences"]])
    assert file["voted"][0].get("counts") is None


def test_hostile_texts_come_out_as_they_went_in(write, agenda, session):
    texts = [text for text in ACCEPTED if len(text) <= 120]
    for text in texts:
        write("action", text, who=text, by_when=text)
    agenda.topics.filter(standing="on").update(title=texts[0], room=texts[1][:80])
    told = file_of(session)["agendas"][0]["topics"][0]

    notes = [(note["text"], note["who"], note["by_when"]) for note in told["actions"]]
    assert notes == [(text, text, text) for text in texts]
    assert (told["title"], told["room"]) == (texts[0], texts[1][:80])
