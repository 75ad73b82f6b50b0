"""What SECURITY.md says is shown is shown somewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_place_that_it_names_is_there():
    text = (ROOT / "SECURITY.md").read_text()
    named = set(re.findall(r"`((?:tests|deploy)/[\w./]+)`", text))

    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
