"""The bridge, or with ``simulator`` as the first word a simulated base station.

``python -m live.keypads``; the same is the beginning of the one file that laptops get.
"""

import sys
from pathlib import Path

# Before anything is imported that an older Python could not even read.
if sys.version_info < (3, 11):  # noqa: UP036 -- nobody installs this: any Python may be tried
    sys.exit(f"The bridge needs Python 3.11 or later; this is {sys.version.split()[0]}.")

from live.keypads import bridge, simulator


def main(words: list[str], *, file: str) -> int:
    """Run what the first word names with the rest of the words; return its status.

    ``file`` is what Python was given to run: the one file under whatever name, or this module.
    """
    name = Path(file).name
    called = f"python {name}" if name != Path(__file__).name else "python -m live.keypads"
    if words[:1] == ["simulator"]:
        return simulator.main(words[1:], called=f"{called} simulator")
    return bridge.main(words, called=called)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], file=sys.argv[0]))
