"""A server that says what a test wants, and an empty spool."""

import pytest

from live.keypads.spool import Spool
from tests.live.keypads.impostor import Impostor


@pytest.fixture
def impostor(monkeypatch):
    """A server that says what the test wants; nobody waits for long."""
    monkeypatch.setattr("live.keypads.looking.LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("live.keypads.bringing.LONGEST_PAUSE", 0.1)
    made = Impostor()
    yield made
    made.close()


@pytest.fixture
def spool(tmp_path):
    """An empty spool."""
    made = Spool(tmp_path / "keypads.spool")
    yield made
    made.close()
