"""The measures, each on servers of its own: ``await measure(builder, scale, findings)``."""

from tests.bench.measures.arriving import measure_arriving
from tests.bench.measures.burst import measure_burst
from tests.bench.measures.memory import measure_memory
from tests.bench.measures.reveal import measure_reveal
from tests.bench.measures.sealing import measure_sealing
from tests.bench.measures.ticks import measure_ticks
from tests.bench.measures.upvotes import measure_upvotes
from tests.bench.measures.votes import measure_votes

MEASURES = {
    "votes": measure_votes,
    "burst": measure_burst,
    "reveal": measure_reveal,
    "memory": measure_memory,
    "arriving": measure_arriving,
    "ticks": measure_ticks,
    "sealing": measure_sealing,
    "upvotes": measure_upvotes,
}

__all__ = ["MEASURES"]
