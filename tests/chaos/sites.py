"""What a run of one size needs, started and ended."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.houses import Site
from tests.chaos.scale import Scale
from tests.servers import Postgres, Redis, prepare_embedded, prepare_full


@contextmanager
def site_of(size: str, folder: Path, scale: Scale) -> Iterator[Site]:
    """Prepare a size; raises ``NotInstalled``."""
    if size == "embedded":
        yield Site(size, prepare_embedded(folder), scale)
        return
    with ExitStack() as services:
        postgres, redis = Postgres(), Redis()
        for service in (postgres, redis):
            services.callback(service.remove)
            service.start()
        prepared = prepare_full(folder, postgres=postgres, redis=redis)
        yield Site(size, prepared, scale, postgres, redis)
