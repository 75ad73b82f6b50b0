"""An agenda as the pages tell it before any script runs, and as their scripts say it too."""

from datetime import UTC, datetime, timedelta

import pytest

from live.pages.agenda import agenda_lead, agenda_rows
from live.pages.phone import Phone
from live.pages.place import Place
from live.pages.stage import screen_of
from tests.node import needs_node, told_by

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def agenda_of(*standings, parallel=False, phase="running", minutes=30):
    """Topics one after another from noon on, or all at noon."""
    begun = phase != "ahead"
    length = timedelta(minutes=minutes)
    starts = [NOON + length * (0 if parallel else place) for place in range(len(standings))]
    return {
        "id": "a",
        "round": "r",
        "title": "What are the obstacles?",
        "phase": phase,
        "parallel": parallel,
        "time_zone": "Europe/London",
        "topics": [
            {
                "id": f"t{place}",
                "title": f"Topic {place}",
                "votes": 9,
                "minutes": minutes,
                "extended": 0,
                "room": "Hall" if place == 1 else "",
                "facilitator": "Ada" if place else "",
                "standing": standing,
                "starts_at": f"{starts[place]:%Y-%m-%dT%H:%M:%SZ}" if begun else None,
                "ends_at": f"{starts[place] + length:%Y-%m-%dT%H:%M:%SZ}" if begun else None,
            }
            for place, standing in enumerate(standings)
        ],
    }


AGENDAS = [
    agenda_of("next", "later", phase="ahead"),
    agenda_of("next", phase="ahead", minutes=1),
    agenda_of("next", "next", phase="ahead", parallel=True),
    agenda_of("done", "now", "next", "later"),
    agenda_of("done", "now"),
    agenda_of("now", "now", parallel=True),
    agenda_of("done", "done", phase="over"),
]
#: Minutes after noon at which sentences differ.
MOMENTS = (0, 29.5, 31, 45, 58.4, 58.6, 59, 59.2, 60, 60.5, 67)


def moments():
    return [(agenda, NOON + timedelta(minutes=after)) for agenda in AGENDAS for after in MOMENTS]


def test_topics_are_told_in_the_time_of_the_conference():
    rows = agenda_rows(AGENDAS[3], NOON + timedelta(minutes=67))

    # London is an hour ahead in July; the second topic is seven minutes over its time.
    assert [(row.mark, row.when, row.where) for row in rows] == [
        ("Done", "13:00 to 13:30", ""),
        ("Now", "13:30 to 14:07", "Hall · Ada"),
        ("Next", "14:07 to 14:37", "Ada"),
        ("", "14:37 to 15:07", "Ada"),
    ]


@pytest.mark.parametrize(
    ("agenda", "after", "lead"),
    [
        (AGENDAS[0], 0, "2 topics, 60 minutes in all."),
        (AGENDAS[1], 0, "1 topic, 1 minute in all."),
        (AGENDAS[2], 0, "2 topics at the same time, 30 minutes."),
        (AGENDAS[3], 45, "Now: Topic 1. About 15 minutes are left. Next: Topic 2."),
        (AGENDAS[4], 61, "Now: Topic 1. The time is up."),
        (AGENDAS[5], 29.5, "All topics are on now. Less than a minute is left."),
        (AGENDAS[6], 61, "The agenda is over. Thank you."),
    ],
)
def test_lead_tells_what_is_on_and_how_long_it_has(agenda, after, lead):
    assert agenda_lead(agenda, NOON + timedelta(minutes=after)) == lead


@needs_node
def test_scripts_say_the_same_at_every_moment():
    cases = [(agenda, at.timestamp() * 1000) for agenda, at in moments()]
    leads = told_by("agenda.js", "given.map((each) => it.agendaLead(...each))", cases)
    rows = told_by("agenda.js", "given.map((each) => it.agendaRows(...each))", cases)

    assert leads == [agenda_lead(*each) for each in moments()]
    assert [[(row["mark"], row["when"], row["where"]) for row in each] for each in rows] == [
        [(row.mark, row.when, row.where) for row in agenda_rows(*each)] for each in moments()
    ]


@pytest.mark.parametrize("phase", ["waiting", "closed", "revealed"])
def test_phone_shows_the_agenda_in_the_place_of_what_is_below(phase):
    state = {
        "session": {"id": "s", "title": "The afternoon"},
        "phase": phase,
        "question": None,
        "round": None,
        "agenda": AGENDAS[6],
    }
    phone = Phone(place=Place("ABC789", "C", "/j/ABC789/"), state=state, mine={"answer": None})

    assert phone.view == "agenda"
    assert (phone.heading, phone.lead) == (
        "What are the obstacles?",
        "The agenda is over. Thank you.",
    )
    assert [row.mark for row in phone.topics] == ["Done", "Done"]
    assert phone.title == "What are the obstacles? – C"


def test_vote_does_not_lead_the_title_of_the_agenda():
    question = {"id": "q", "kind": "multiple", "choices": [{"id": "c", "text": "A"}]}
    state = {
        "session": {"id": "s", "title": "The afternoon"},
        "phase": "revealed",
        "question": question,
        "round": {"id": "r"},
        "results": None,
        "agenda": AGENDAS[6],
    }
    phone = Phone(place=Place("ABC789", "C", "/j/ABC789/"), state=state, mine={"answer": ["c"]})

    assert phone.title == "What are the obstacles? – C"


def test_projector_shows_the_agenda_unless_it_is_black_or_over():
    state = {"blank": False, "phase": "revealed", "question": {}, "agenda": AGENDAS[0]}

    assert screen_of(state) == "agenda"
    assert screen_of({**state, "blank": True}) == "blank"
    assert screen_of({**state, "phase": "ended"}) == "ended"
