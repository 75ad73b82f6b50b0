"""The licences of the locked packages, as their installed metadata tells them.

Without arguments: list them in docs/licences.md. With ``--check``: fail where a package has a
licence that is not allowed here, or is not in the list. Packages that are locked for other
systems or versions of Python, and so not installed, keep the line that they have.
"""

import re
import sys
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "licences.md"

#: What the server may be made of: what asks for no more than its own notice, and libraries
#: that may be used unchanged by programs of any licence.
ALLOWED = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "MIT", "MIT-0", "PSF-2.0", "TCL",
    "ZPL-2.1", "LGPL-3.0-only", "MPL-2.0",
}  # fmt: skip
#: What tools may have on top: they check and test, and nobody gets them from us.
ALLOWED_OF_TOOLS = ALLOWED | {"GPL-3.0-or-later", "GPL-2.0-or-later", "CNRI-Python", "Artistic"}

#: How older metadata and licence files name the same.
SAME = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "The MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Artistic License": "Artistic",
    "GNU General Public License (GPL)": "GPL-2.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
}

Licences = dict[str, str]


def read_locked(lock: str) -> list[str]:
    """The names of the packages in a lock file."""
    text = (ROOT / "deploy" / lock).read_text()
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, flags=re.MULTILINE)


def read_licences(names: list[str]) -> Licences:
    """The licence of each package that is installed: an SPDX expression, or "" for none told."""
    found = {}
    for name in names:
        try:
            found[name] = licence_of(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue
    return found


def licence_of(package: metadata.Distribution) -> str:
    """The licence by expression, classifiers, the old field or the licence file, in this order."""
    told = cast(Message, package.metadata)
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classifiers = [
        text.split(" :: ")[-1]
        for text in told.get_all("Classifier") or []
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    if classifiers:
        return " OR ".join(dict.fromkeys(SAME.get(text, text) for text in classifiers))
    first = (told.get("License") or _first_line_of_licence(package)).strip().split("\n")[0]
    return SAME.get(first, first)


def _first_line_of_licence(package: metadata.Distribution) -> str:
    for file in package.files or []:
        if re.fullmatch(r"(licen[cs]e|copying)(\.\w+)?", file.name, flags=re.IGNORECASE):
            return Path(str(file.locate())).read_text(errors="replace").strip()
    return ""


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Whether one of the offered licences (``OR``) asks only for what is allowed (``AND``)."""
    offers = re.split(r"\s+OR\s+", expression.replace("(", "").replace(")", ""))
    return any(
        all(part in allowed for part in re.split(r"\s+AND\s+", offer.strip())) for offer in offers
    )


def find_refused(licences: Licences, allowed: set[str]) -> list[str]:
    """A sentence for each package whose licence is not allowed."""
    return [
        f"{name}: “{licence or 'no licence told'}” is not allowed (see deploy/licences.py)"
        for name, licence in licences.items()
        if not is_allowed(licence, allowed)
    ]


def draw_list(server: Licences, tools: Licences) -> str:
    """The list as a document."""
    parts = [
        "# Licences\n",
        "What the locked packages are under, by their own metadata. Made by `make lock`;",
        "`make check` fails on a licence that is not allowed, and on a package missing here.\n",
        "Show of Hands itself is under the MIT licence (`LICENSE`).\n",
    ]
    for title, licences in (("The server", server), ("Tools of tests and checks", tools)):
        parts += [f"## {title}\n", "| package | licence |", "|---|---|"]
        parts += [f"| {name} | {licence} |" for name, licence in sorted(licences.items())]
        parts.append("")
    return "\n".join(parts)


def read_listed(names: list[str]) -> Licences:
    """What the document says of these packages."""
    rows = dict(re.findall(r"^\| (\S+) \| (.+) \|$", LIST.read_text(), flags=re.MULTILINE))
    return {name: rows[name] for name in names if name in rows}


def main(arguments: list[str]) -> int:
    """List or check; return the exit code."""
    of_server = read_locked("requirements.txt")
    of_tools = [name for name in read_locked("requirements-dev.txt") if name not in of_server]
    server, tools = read_licences(of_server), read_licences(of_tools)
    if "--check" not in arguments:
        LIST.write_text(draw_list(read_listed(of_server) | server, read_listed(of_tools) | tools))
    listed = LIST.read_text()
    wrong = find_refused(server, ALLOWED) + find_refused(tools, ALLOWED_OF_TOOLS)
    wrong += [
        f"{name}: docs/licences.md does not list it under “{licence}”: make lock"
        for name, licence in {**server, **tools}.items()
        if f"| {name} | {licence} |" not in listed
    ]
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
