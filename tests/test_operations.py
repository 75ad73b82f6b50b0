"""The operators' page says what the program does."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text()


def test_every_setting_is_described_and_no_other():
    source = (ROOT / "live" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|read_number)\(\s*"([A-Z_]+)"', source))

    described = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, flags=re.MULTILINE))

    assert described == read


def test_the_example_of_a_full_size_installation_uses_settings_that_exist():
    example = (ROOT / "deploy" / "full-size.env").read_text()
    used = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))

    described = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, flags=re.MULTILINE))

    assert used <= described


def test_every_file_that_the_page_names_is_there():
    named = set(re.findall(r"`?(deploy/[\w@.\-]+\w)", PAGE))

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
