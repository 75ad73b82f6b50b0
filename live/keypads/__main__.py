"""The bridge, or with ``simulator`` as the first word a simulated base station.

``python -m live.keypads``; the same is the beginning of the one file that laptops get.
"""

import sys

# Before anything is imported that an older Python could not even read.
if sys.version_info < (3, 11):  # noqa: UP036 -- nobody installs this: any Python may be tried
    sys.exit(f"The bridge needs Python 3.11 or later; this is {sys.version.split()[0]}.")

from live.keypads import bridge, simulator


def main(words: list[str]) -> int:
    """Run what the first word names with the rest of the words; return its status."""
    if words[:1] == ["simulator"]:
        return simulator.main(words[1:])
    return bridge.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
