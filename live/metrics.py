"""What operators may watch: counts and waits, never who or when."""

from prometheus_client import Counter, Gauge, Histogram, generate_latest

votes_acknowledged = Counter(
    "show_of_hands_votes_acknowledged", "Votes that were committed and acknowledged."
)
votes_refused = Counter(
    "show_of_hands_votes_refused", "Votes that were refused, by the protocol's code.", ["code"]
)
vote_wait_seconds = Histogram(
    "show_of_hands_vote_wait_seconds",
    "Longest time in a group of votes from arrival to commit.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
group_votes = Histogram(
    "show_of_hands_group_votes",
    "Votes written in one transaction.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
)
sockets = Gauge("show_of_hands_sockets", "Open sockets of this process, by role.", ["role"])
snapshot_reads = Counter(
    "show_of_hands_snapshot_reads", "Times that the hub read a session from the database."
)
trouble = Gauge(
    "show_of_hands_trouble", "1 while chairs are told of this kind of trouble.", ["what"]
)


def write_out() -> bytes:
    """Return everything that is counted here, in the text format of Prometheus."""
    return generate_latest()
