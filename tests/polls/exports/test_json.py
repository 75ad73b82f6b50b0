"""The results as one object."""

import json

from polls.exports import export_json


def exported(conference):
    return json.loads(b"".join(export_json(conference)))


def test_sessions_hold_questions_hold_rounds(conference):
    data = exported(conference)

    assert data["conference"] == {
        "id": str(conference.pk),
        "code": conference.code,
        "name": conference.name,
        "expected": None,
    }
    assert [session["title"] for session in data["sessions"]] == ["+1+1", "Nothing yet"]
    assert data["sessions"][1]["questions"] == []
    questions = data["sessions"][0]["questions"]
    assert [(q["number"], [r["number"] for r in q["rounds"]]) for q in questions] == [
        (1, [1]),
        (2, [1, 2]),
        (None, [1]),
    ]


def test_round_tells_counts_and_sentence(conference):
    round = exported(conference)["sessions"][0]["questions"][0]["rounds"][0]

    assert [(c["letter"], c["text"], c["count"], c["percent"]) for c in round["counts"]] == [
        ("A", "=1+2", 32, 32),
        ("B", "@SUM(A1)", 22, 22),
        ("C", "Perhaps", 27, 27),
        ("D", "-No", 19, 19),
    ]
    assert (round["ballots"], round["joined"], round["figures"]) == (100, 104, {})
    assert round["sentence"].endswith("100 of 104 voted.")
    assert (round["entry"], round["turnout"]) == ("open", "Open code: 104 joined, 100 voted")


def test_void_round_has_no_counts(conference):
    void, counted = exported(conference)["sessions"][0]["questions"][1]["rounds"]

    assert (void["phase"], void["sentence"]) == (
        "void",
        "This vote was stopped and counts nowhere.",
    )
    assert not {"counts", "ballots", "figures"} & set(void)
    assert [count["count"] for count in counted["counts"]] == [3, 1]


def test_deleted_question_keeps_its_words(conference):
    gone = exported(conference)["sessions"][0]["questions"][2]

    assert gone["deleted"] is True
    assert gone["rounds"][0]["prompt"] == "Gone?"
