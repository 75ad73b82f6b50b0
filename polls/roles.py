"""What each role may do: the one table that commands, pages, sockets and API ask.

Organisers of the conference and the chairs whom they appointed are chairs. A command or page
that is named nowhere below is for chairs and co-chairs alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from polls.models import Role

#: Reading the console: its page and socket, previews, results.
CONSOLE = "console"
#: The pages of who steers: agendas.
STEER = "steer"
#: Bringing in whom the role may, and ending their access; a second device of one's own.
PEOPLE = "people"
#: Deciding on what delegates put forward.
MODERATE = "moderate"
#: The projector's view where it is restricted.
STAGE = "stage"
#: Admitting a latecomer.
ADMIT = "admit"
#: Keypads: registering them, roll-call, a test vote.
KEYPADS = "keypads"
#: Entering ballots for people who have no device.
STEWARD = "steward"
#: One device for one person after another.
NEXT_PERSON = "next_person"

#: Commands for what covers the picture, and how projectors look.
SCREEN = (
    "identify",
    "look",
    "screen_break",
    "screen_clear",
    "screen_extend",
    "screen_join",
    "screen_message",
)

PAGES = frozenset({CONSOLE, STEER, PEOPLE, MODERATE, STAGE, ADMIT, NEXT_PERSON, KEYPADS, STEWARD})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do. ``commands`` are names of commands, None for every one."""

    pages: frozenset[str]
    commands: frozenset[str] | None = frozenset()
    #: The roles that it may bring in, and end.
    brings_in: frozenset[Role] = frozenset()

    def may_command(self, do: str) -> bool:
        """Whether a command of this name may be given."""
        return self.commands is None or do in self.commands


RIGHTS: Mapping[Role, Rights] = {
    Role.CHAIR: Rights(PAGES, commands=None, brings_in=frozenset(Role)),
    Role.CO_CHAIR: Rights(PAGES, commands=None, brings_in=frozenset(Role) - {Role.CHAIR}),
    Role.MODERATOR: Rights(frozenset({CONSOLE, PEOPLE, MODERATE, STAGE})),
    # What the room looks at and who gets in; not when a vote ends: more time is the chair's.
    # A test vote counts nowhere.
    Role.TECHNICIAN: Rights(
        frozenset({CONSOLE, PEOPLE, STAGE, KEYPADS}),
        commands=frozenset({"blank", "door", "test_vote", *SCREEN}),
    ),
    # Their tablet is in many hands: no console, and no link is made on it.
    Role.HELPER: Rights(frozenset({ADMIT, NEXT_PERSON, STEWARD})),
}


def roles_with(page: str) -> list[Role]:
    """The roles that may open a page."""
    return [role for role, rights in RIGHTS.items() if page in rights.pages]
