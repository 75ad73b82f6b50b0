"""A list on the projector tells ways from questions for the panel, with scripts and without."""

from live.pages.stage_remedies import remedies_on_stage
from tests.node import needs_node, told_by

STATE = {
    "remedies": {
        "screen": {"topic": "t", "top": 8, "live": False},
        "lists": [{"topic": "t", "title": "Care", "phase": "frozen", "round": "r"}],
    }
}


def entry(number, kind, answer=""):
    about = {"table": "", "signed": "", "votes": None, "text": f"Entry {number}"}
    return {
        "id": str(number),
        "topic": "t",
        "number": number,
        "kind": kind,
        "answer": answer,
        **about,
    }


ENTRIES = [entry(1, "way"), entry(2, "question", "The state.")]
TALLY = {"remedies": {"topic": "t", "ballots": 0, "joined": 0, "counts": []}}
TOLD = [("", ""), ("For the panel", "Answer: The state.")]


def test_question_for_the_panel_is_named_and_answered():
    rows = remedies_on_stage(STATE, TALLY, ENTRIES)["rows"]

    assert [(row["kind"], row["answer"]) for row in rows] == TOLD


@needs_node
def test_script_says_the_same():
    given = {"state": STATE, "tally": TALLY, "entries": ENTRIES}
    told = told_by(
        "stage/remedies.js", "it.remediesOf(given.state, given.tally, given.entries)", given
    )

    assert [(row["kind"], row["answer"]) for row in told["rows"]] == TOLD
