"""Look for known vulnerabilities in the locked packages, where the network allows.

Fails on a known vulnerability. Where the advisories cannot be had it says so and fails
nothing: the checks must work on a train.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKS = Path(__file__).resolve().parent
LEFT_OUT = "Left out: the look for known vulnerabilities, because"


def ask(lock: str) -> tuple[list[dict[str, Any]], str]:
    """What the advisories say of each package of a lock file, and why where they say nothing."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(LOCKS / lock), "--require-hashes",
        "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        return json.loads(done.stdout)["dependencies"], ""
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [], last.split(": ")[0]


def find_vulnerable(packages: list[dict[str, Any]]) -> list[str]:
    """A line for each known vulnerability, with the version that mends it."""
    return [
        f"{package['name']} {package['version']}: {found['id']}, "
        f"mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in packages
        for found in package.get("vulns", [])
    ]


def judge(packages: list[dict[str, Any]], problem: str) -> tuple[int, list[str]]:
    """The exit code, and what to say of one lock file's answer."""
    known = [package for package in packages if "skip_reason" not in package]
    vulnerable = find_vulnerable(known)
    if vulnerable:
        return 1, [*vulnerable, "Raise these versions: make lock."]
    if not known:
        return 0, [f"{LEFT_OUT} the advisories cannot be had: {problem or 'no package is known'}"]
    skipped = len(packages) - len(known)
    said = f"No known vulnerability in {len(known)} packages"
    return 0, [said + (f"; {skipped} could not be looked up." if skipped else ".")]


def main() -> int:
    """Ask for both lock files; return the exit code."""
    worst = 0
    for lock in ("requirements.txt", "requirements-dev.txt"):
        code, said = judge(*ask(lock))
        sys.stdout.writelines(f"{lock}: {line}\n" for line in said)
        worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
