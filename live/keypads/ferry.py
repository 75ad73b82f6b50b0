"""The ferry: brings presses over from the spool in signed batches, by two threads."""

import threading
from collections.abc import Callable
from functools import partial

from live.keypads.bringing import Carrier
from live.keypads.contact import Contact
from live.keypads.link import Line
from live.keypads.looking import Lookout


class Ferry:
    """Two threads beside whoever takes presses: one looks, one brings over.

    ``tell`` is called with ``start`` and ``stop`` as a round opens and closes, ``fail`` with the
    name of a thread that ends in an error, and the error.
    """

    def __init__(
        self,
        contact: Contact,
        *,
        looking: Line,
        bringing: Line,
        session: str | None = None,
        tell: Callable[[str], None] = lambda _: None,
        fail: Callable[[str, Exception], None] = lambda *_: None,
    ) -> None:
        self._contact = contact
        self.lookout = Lookout(contact, looking, session=session, tell=tell)
        self.carrier = Carrier(contact, bringing, looking=looking)
        self._looking = looking
        self._bringing = bringing
        self._fail = fail
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to look and to bring over."""
        for work in (self.lookout.look, self.carrier.bring):
            run = partial(self._run, work)
            self._threads.append(threading.Thread(target=run, name=work.__name__, daemon=True))
            self._threads[-1].start()

    def _run(self, work: Callable[[], None]) -> None:
        """Work until it ends; what nobody expected is told, and ends nothing in silence."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 -- told, and the end of the program
            self._contact.trouble = f"ended: {type(error).__name__}"
            self._fail(work.__name__, error)

    def stop(self) -> None:
        """End both threads; what waits stays in the spool."""
        self._contact.stopping.set()
        self._contact.news.set()
        self._looking.cut()
        self._bringing.cut()
        for thread in self._threads:
            thread.join()
        self._looking.close()
        self._bringing.close()
