"""The tables. Fields, constraints and one-line properties; the rules are in their own modules."""

from polls.models.agendas import Agenda, Topic
from polls.models.conferences import (
    LONGEST_MESSAGE,
    Choice,
    Conference,
    Question,
    Screen,
    Session,
    Tallies,
)
from polls.models.doors import Admission, FormerCode, PersonalCode
from polls.models.keypads import LONGEST_SERIAL, HeldPresses, Keypad, Station
from polls.models.log import CommandRecord, Deed
from polls.models.notes import Note
from polls.models.people import ApiToken, SignInLink, User
from polls.models.remedies import Remedy
from polls.models.roles import Role, SessionRole
from polls.models.rounds import (
    COUNTS_IN_RESULTS,
    HIGHEST_REV,
    Attendance,
    Ballot,
    Channel,
    Counter,
    Delegate,
    LateVoter,
    Remains,
    Round,
    SealedBallot,
)
from polls.models.stewards import LONGEST_REASON, StewardEntry

__all__ = [
    "COUNTS_IN_RESULTS",
    "HIGHEST_REV",
    "LONGEST_MESSAGE",
    "LONGEST_REASON",
    "LONGEST_SERIAL",
    "Admission",
    "Agenda",
    "ApiToken",
    "Attendance",
    "Ballot",
    "Channel",
    "Choice",
    "CommandRecord",
    "Conference",
    "Counter",
    "Deed",
    "Delegate",
    "FormerCode",
    "HeldPresses",
    "Keypad",
    "LateVoter",
    "Note",
    "PersonalCode",
    "Question",
    "Remains",
    "Remedy",
    "Role",
    "Round",
    "Screen",
    "SealedBallot",
    "Session",
    "SessionRole",
    "SignInLink",
    "Station",
    "StewardEntry",
    "Tallies",
    "Topic",
    "User",
]
