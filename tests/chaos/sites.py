"""What a run of one size needs, started and ended."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.houses import Site
from tests.chaos.scale import Scale
from tests.servers import Redis, prepare_embedded, prepare_full, prepare_postgres


@contextmanager
def site_of(size: str, folder: Path, scale: Scale) -> Iterator[Site]:
    """Prepare a size; raises ``NotInstalled``."""
    if size == "embedded":
        yield Site(size, prepare_embedded(folder), scale)
        return
    with ExitStack() as services:
        postgres, redis = prepare_postgres(folder), Redis()
        for service in (postgres, redis):
            services.callback(service.remove)
            service.start()
        prepared = prepare_full(folder, postgres=postgres, redis=redis)
        yield Site(size, prepared, scale, postgres, redis)
