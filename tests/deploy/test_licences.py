"""No package comes in under a licence that nobody looked at."""

import subprocess
import sys

import pytest

from deploy import licences


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as ``make check`` does."""
    command = [sys.executable, "deploy/licences.py", *arguments]
    return subprocess.run(command, cwd=licences.ROOT, capture_output=True, text=True, check=False)


def test_every_installed_package_is_allowed_and_listed():
    done = check("--check")

    assert (done.returncode, done.stderr) == (0, "")


def test_unknown_licence_is_refused_by_name():
    found = {"django": "BSD-3-Clause", "odd": "Proprietary", "mute": ""}

    assert licences.find_refused(found, licences.ALLOWED) == [
        "odd: “Proprietary” is not allowed (see deploy/licences.py)",
        "mute: “no licence told” is not allowed (see deploy/licences.py)",
    ]


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR (MIT AND BSD-3-Clause)", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_one_offer_must_be_allowed_as_a_whole(expression, allowed):
    assert licences.is_allowed(expression, licences.ALLOWED) is allowed


def test_tools_may_be_under_the_gpl_and_the_server_may_not():
    assert licences.find_refused({"djlint": "GPL-3.0-or-later"}, licences.ALLOWED_OF_TOOLS) == []
    assert licences.find_refused({"djlint": "GPL-3.0-or-later"}, licences.ALLOWED) != []


def test_package_that_is_missing_in_the_list_fails_the_check(tmp_path, monkeypatch, capsys):
    short = tmp_path / "licences.md"
    short.write_text(licences.LIST.read_text().replace("| django | BSD-3-Clause |\n", ""))
    monkeypatch.setattr(licences, "LIST", short)

    assert licences.main(["--check"]) == 1
    assert capsys.readouterr().err == (
        "django: docs/licences.md does not list it under “BSD-3-Clause”: make lock\n"
    )
