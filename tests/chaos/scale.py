"""How large a run is."""

from dataclasses import dataclass

from live.load import Pace

#: As the pages' own sockets do: any lost connection is followed by a spread of ten seconds.
AS_PAGES_DO = Pace(after_loss=10.0)
#: For a run of seconds: clients that hurry.
HURRIED = Pace(base=0.2, cap=1.0, after_close=0.5, after_loss=0.5, resend=0.2)


@dataclass(frozen=True, slots=True)
class Scale:
    """``delegates`` vote by socket, and one for each ten more by HTTP; the rest belongs to
    single faults. Times are seconds.

    ``kills`` of a process; Redis is away for ``redis_away``, PostgreSQL down for
    ``database_down``, connections cut for ``cut``; ``rounds`` race their close; ``arriving``
    phones come back within ``arriving_within``; ``silent`` phones read nothing while
    ``states`` are sent; ``frames`` are fuzzed; ``steady`` is how long load runs before and
    after a fault; 99 of 100 votes of ``others`` may wait so long meanwhile.
    ``keypads`` are pressed ``keypads_within`` seconds, the network is cut for ``keypads_cut``, each
    press is ``keypads_answered`` after its arrival or healing, and a bridge that is busy for
    ``keypads_steady`` may use ``bridge_share`` per cent of a core.
    """

    delegates: int
    pace: Pace
    kills: int
    redis_away: float
    database_down: float
    cut: float
    rounds: int
    racers: int
    copies: int
    arriving: int
    arriving_within: float
    silent: int
    states: int
    frames: int
    steady: float
    others: float
    keypads: int
    keypads_within: float
    keypads_cut: float
    keypads_steady: float
    keypads_answered: float
    bridge_share: float


LONG = Scale(
    delegates=500,
    pace=AS_PAGES_DO,
    kills=20,
    redis_away=10,
    # Long enough for pauses that double to be noticed afterwards.
    database_down=20,
    cut=30,
    rounds=1000,
    racers=20,
    copies=100,
    arriving=5000,
    arriving_within=10,
    silent=100,
    states=2000,
    frames=100_000,
    steady=3,
    others=2,
    keypads=1000,
    keypads_within=5,
    keypads_cut=60,
    keypads_steady=20,
    keypads_answered=2,
    bridge_share=5,
)
SHORT = Scale(
    delegates=40,
    pace=HURRIED,
    kills=2,
    redis_away=1,
    # Votes wait for five seconds before they are `unavailable`.
    database_down=6,
    cut=1,
    rounds=25,
    racers=10,
    copies=100,
    arriving=300,
    arriving_within=1,
    silent=20,
    states=60,
    frames=1500,
    steady=0.3,
    # Several faults at a time, beside other tests: two seconds would measure the machine. Some
    # tenths are usual; five are the patience of a vote, after which it is answered anyway.
    others=5,
    keypads=80,
    keypads_within=1,
    keypads_cut=1.5,
    keypads_steady=2,
    # As with ``others``; and starting weighs more in two seconds than in twenty.
    keypads_answered=6,
    bridge_share=15,
)
