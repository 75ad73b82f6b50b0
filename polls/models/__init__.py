"""The tables. Fields, constraints and one-line properties; the rules are in their own modules."""

from polls.models.agendas import Agenda, Topic
from polls.models.conferences import Choice, Conference, Question, Session, Tallies
from polls.models.doors import Admission, FormerCode, PersonalCode
from polls.models.log import CommandRecord, Deed
from polls.models.people import ApiToken, SignInLink, User
from polls.models.remedies import Remedy
from polls.models.rounds import (
    COUNTS_IN_RESULTS,
    HIGHEST_REV,
    Attendance,
    Ballot,
    Counter,
    Delegate,
    LateVoter,
    Remains,
    Round,
    SealedBallot,
)

__all__ = [
    "COUNTS_IN_RESULTS",
    "HIGHEST_REV",
    "Admission",
    "Agenda",
    "ApiToken",
    "Attendance",
    "Ballot",
    "Choice",
    "CommandRecord",
    "Conference",
    "Counter",
    "Deed",
    "Delegate",
    "FormerCode",
    "LateVoter",
    "PersonalCode",
    "Question",
    "Remains",
    "Remedy",
    "Round",
    "SealedBallot",
    "Session",
    "SignInLink",
    "Tallies",
    "Topic",
    "User",
]
