"""Close codes: what a client is told by the end of its socket."""

NO_TOKEN = 4401
NO_CONFERENCE = 4404
FLOODING = 4408
TOO_LARGE = 4409
CONFERENCE_ENDED = 4410
RESTARTING = 4412
#: A projector or chair that stopped saying what it has seen.
UNSEEN = 1000
