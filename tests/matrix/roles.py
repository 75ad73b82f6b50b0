"""What people who were brought into a session are answered, where it is not the usual.

Usually a co-chair is answered as the chair is in ``table.py``, and everybody else here as the
chair of another conference: as somebody who is signed in and has no part. So whatever is new is
closed to them until a row here opens it.
"""

from tests.matrix.rows import ASKERS, Row
from tests.matrix.world import BROUGHT

CHAIR, STRANGER = ASKERS.index(("chair", "own")), ASKERS.index(("chair", "other"))

# fmt: off
#: The columns are those of ``BROUGHT``; ``-`` is the usual answer.
ROUTES = """
#                                                          co-ch. moder. techn. helper
GET  chair/<str:code>/                                     -      ok     ok     go
BOTH chair/<str:code>/admit/                               -      -      -      ok
GET  chair/<str:code>/people/                              -      ok     ok     -
GET  chair/<str:code>/next/                                -      -      -      ok
POST chair/<str:code>/next/                                -      -      -      409
GET  chair/<str:code>/steward/                             -      -      -      ok
POST chair/<str:code>/steward/                             -      -      -      422
GET  stage/<str:code>/preview/<uuid:question_id>/          -      ok     ok     -
GET  sessions/<uuid:pk>/remedies/                          -      ok     -      -
POST sessions/<uuid:pk>/remedies/                          -      422    -      -
GET  sessions/<uuid:pk>/keypads/                           -      -      ok     -
POST sessions/<uuid:pk>/keypads/                           -      -      422    -
POST organise/account/tokens/<int:pk>/revoke/              go     go     go     go
POST api/v1/conferences/<code>/admissions                  -      -      -      ok
GET  api/v1/conferences/<code>                             -      ok     ok     -
GET  api/v1/rounds/<round_id>/result                       -      ok     ok     -
"""

MESSAGES = """
#                                                          co-ch. moder.      techn.      helper
stage/connect         private                              -      in          in          -
chair/connect         open                                 -      in          in          -
chair/ping            open                                 -      ok          ok          -
chair/seen            open                                 -      ok          ok          -
chair/sync            open                                 -      ok          ok          -
chair/vote            open                                 -      malformed   malformed   -
chair/more_time       open                                 -      malformed   malformed   -
chair/projector       open                                 -      malformed   malformed   -
"""
# fmt: on

#: Commands that a role may give; for all others it is ``not_allowed``, or has no console.
COMMANDS = {
    "moderator": set(),
    "technician": {
        "blank",
        "door",
        "identify",
        "look",
        "screen_break",
        "screen_clear",
        "screen_extend",
        "screen_join",
        "screen_message",
        "test_vote",
    },
    "helper": set(),
}


def read_exceptions(table: str) -> dict[tuple[str, ...], dict[str, str]]:
    """The answers that are not the usual, by key and name."""
    told: dict[tuple[str, ...], dict[str, str]] = {}
    for line in table.splitlines():
        words = line.partition("#")[0].split()
        if not words:
            continue
        key, answers = tuple(words[: -len(BROUGHT)]), words[-len(BROUGHT) :]
        methods = ("GET", "POST") if key[0] == "BOTH" else key[:1]
        for method in methods:
            told[(method, *key[1:])] = dict(zip(BROUGHT, answers, strict=True))
    return told


def usual(row: Row, who: str) -> str:
    """How somebody is answered unless a row says otherwise."""
    return row.answers[CHAIR if who == "co-chair" else STRANGER]


def expected(row: Row, exceptions: dict[tuple[str, ...], dict[str, str]], who: str) -> str:
    """How somebody of this role is answered."""
    told = exceptions.get(row.key, {}).get(who, "-")
    return usual(row, who) if told == "-" else told


def expected_of_command(row: Row, who: str) -> str:
    """How a command of somebody of this role is answered."""
    way, _, do = row.key[0].partition("/command:")
    if who == "co-chair" or do in COMMANDS[who]:
        return row.answers[CHAIR]
    return "4401" if who == "helper" and way == "chair" else "not_allowed"
