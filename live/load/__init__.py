"""A crowd of delegates, a projector and a chair, as programs: for load tests and rehearsals.

Needs no Django and no settings, only the address of a server and a join code::

    venue = Venue("http://127.0.0.1:8000", "ABC234")
    crowd = Crowd(venue)
    await crowd.join(100)            # tokens, over HTTP
    await crowd.connect()            # sockets, with Authorization: Bearer
    await crowd.vote_at_once()       # one vote each, until every one is answered
    crowd.record.percentile(0.99)    # seconds from sending to acknowledgement
    await crowd.leave()

The clients behave as the protocol asks of any client: they reconnect with jitter, resend
what was not acknowledged, and never speak of a ballot as cast before its ``ack``.
"""

from live.load.connection import Over
from live.load.crowd import Choose, Crowd
from live.load.dialling import dial
from live.load.pace import GENTLE, Pace
from live.load.phone import Outcome, Phone
from live.load.record import Record
from live.load.venue import Venue
from live.load.watchers import Chair, Projector, Refused
from live.load.web import Answer, WebClient

__all__ = [
    "GENTLE",
    "Answer",
    "Chair",
    "Choose",
    "Crowd",
    "Outcome",
    "Over",
    "Pace",
    "Phone",
    "Projector",
    "Record",
    "Refused",
    "Venue",
    "WebClient",
    "dial",
]
