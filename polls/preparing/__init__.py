"""What organisers prepare and change: sessions, questions, and the end of a conference.

Whatever the room may see raises ``seq``, so that every page follows. Rounds keep
the wording that they were voted on: no result changes here, except that a deleted
session or conference takes along what belongs to it.
"""

from polls.preparing.conferences import (
    create_conference,
    delete_conference,
    end_conference,
    refuse_to_delete_conference,
    refuse_to_end_conference,
    resume_conference,
    save_conference,
    set_door,
)
from polls.preparing.questions import (
    delete_question,
    duplicate_question,
    move_question,
    refuse_to_delete_question,
    save_question,
)
from polls.preparing.sessions import (
    delete_session,
    duplicate_session,
    move_session,
    refuse_to_delete_session,
    save_session,
)

__all__ = [
    "create_conference",
    "delete_conference",
    "delete_question",
    "delete_session",
    "duplicate_question",
    "duplicate_session",
    "end_conference",
    "move_question",
    "move_session",
    "refuse_to_delete_conference",
    "refuse_to_delete_question",
    "refuse_to_delete_session",
    "refuse_to_end_conference",
    "resume_conference",
    "save_conference",
    "save_question",
    "save_session",
    "set_door",
]
