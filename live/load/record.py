"""What a crowd heard back."""

from array import array
from collections import Counter


class Record:
    """Every acknowledgement with its latency; refusals, resends, lost and failed connections.

    ``latencies`` are seconds from the first sending of a vote to its ``ack``, in the order
    of the acks; ``refusals`` count by the protocol's code, ``failures`` (attempts to
    connect) by what went wrong, ``lost`` (sockets that had been open) by close code.
    """

    def __init__(self) -> None:
        self.latencies = array("d")
        self.refusals: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.lost: Counter[int] = Counter()
        self.resent = 0

    @property
    def acknowledged(self) -> int:
        """How many votes were acknowledged."""
        return len(self.latencies)

    def percentile(self, share: float) -> float:
        """The latency in seconds that ``share`` (0 to 1) of the acknowledged votes kept to.

        Raises ValueError when nothing was acknowledged.
        """
        if not self.latencies:
            raise ValueError("No vote was acknowledged.")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
