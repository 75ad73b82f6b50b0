"""The look for known vulnerabilities fails on one, and on nothing else."""

import os
import subprocess
import sys

from deploy.audit import LOCKS, judge

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "daphne",
    "version": "4.2.1",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["4.2.2"]}],
}
UNKNOWN = {"name": "odd", "skip_reason": "not found"}


def test_known_vulnerability_fails_and_says_what_mends_it():
    code, said = judge([SOUND, WEAK, UNKNOWN], "")

    assert code == 1
    assert said[0] == "daphne 4.2.1: CVE-2026-1, mended in 4.2.2"


def test_sound_packages_pass_and_those_not_looked_up_are_counted():
    assert judge([SOUND, UNKNOWN], "") == (
        0,
        ["No known vulnerability in 1 packages; 1 could not be looked up."],
    )


def test_without_a_network_it_is_left_out_and_nothing_fails():
    dead = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, str(LOCKS / "audit.py")],
        env={**os.environ, **dead},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Left out: the look for known vulnerabilities") == 2
