"""Delegates who vote in one line."""

import uuid

from polls.models import Round
from polls.turnout import Arrival, record_arrivals
from polls.voting import Vote, cast


def vote(of: Round, choice: int, *, joins: bool = True) -> None:
    """A new delegate joins, and votes for the choice at this place."""
    who, conference = uuid.uuid4(), str(of.session.conference_id)
    if joins:
        record_arrivals([Arrival(conference, str(of.session_id), who)])
    cast([Vote(conference, who, str(of.pk), 1, [of.wording["choices"][choice]["id"]])])
