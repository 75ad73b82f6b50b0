"""Whether a tally costs the same for a thousand ballots and a million."""

from tests.bench.cores import SERVER_CORE, pinned_to
from tests.bench.houses import Builder
from tests.bench.scale import Scale
from tests.bench.table import Findings, at_most

SMALL = 1000


async def measure_ticks(builder: Builder, scale: Scale, findings: Findings) -> None:
    """A room's read of a tally and its encoding, large round ÷ small round."""
    house = builder.product()
    with pinned_to(SERVER_CORE):
        found = house.ledger.ask("tick", small=SMALL, large=scale.ballots)
    findings.rows.append(
        at_most(
            1.2,
            f"a tally tick with {scale.ballots:,} ballots ÷ with {SMALL:,}",
            f"{found['large'] * 1e3:.2f} ms",
            f"{found['small'] * 1e3:.2f} ms",
            found["large"] / found["small"],
            f"read and encoding, median of {found['repeats']} in turn",
        )
    )
