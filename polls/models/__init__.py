"""The tables. Fields, constraints and one-line properties; the rules are in their own modules."""

from polls.models.conferences import Choice, Conference, Question, Session
from polls.models.log import CommandRecord
from polls.models.people import ApiToken, SignInLink, User
from polls.models.rounds import (
    Attendance,
    Ballot,
    Counter,
    Delegate,
    LateVoter,
    Round,
    SealedBallot,
)

__all__ = [
    "ApiToken",
    "Attendance",
    "Ballot",
    "Choice",
    "CommandRecord",
    "Conference",
    "Counter",
    "Delegate",
    "LateVoter",
    "Question",
    "Round",
    "SealedBallot",
    "Session",
    "SignInLink",
    "User",
]
