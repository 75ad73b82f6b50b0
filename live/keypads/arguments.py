"""The command line of the bridge."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def read_arguments(arguments: Sequence[str] | None, called: str) -> argparse.Namespace:
    """Read the command line; ``called`` is how its program was called."""
    parser = argparse.ArgumentParser(
        prog=called, description="Brings the presses of keypads into the ballot."
    )
    parser.add_argument("--server", help="https://vote.example.org, or http:// in your own network")
    parser.add_argument("--token-file", type=Path, help="a file with the station's token")
    parser.add_argument(
        "--input",
        help="/dev/ttyUSB0, COM3, socket://HOST:PORT, csv:FILE, keyboard (type 17 2 and Enter), "
        "or keyboard:17 (each key is a press of keypad 17)",
    )
    parser.add_argument("--baud", type=int, default=9600, help="of a serial line (9600)")
    parser.add_argument("--profile", default="line", help="line, reply-csv, or a file of yours")
    parser.add_argument("--session", help="the id of a session, where several are live at once")
    parser.add_argument(
        "--from-start", action="store_true", help="take also the rows that csv:FILE has already"
    )
    parser.add_argument("--spool", type=Path, default=Path("keypads.spool"), help="keeps presses")
    parser.add_argument("--log", action="store_true", help="plain lines in place of the screen")
    parser.add_argument(
        "--try", dest="recording", type=Path, help="show how the lines of a file would be read"
    )
    told = parser.parse_args(arguments)
    if not told.recording:
        for name in ("server", "token_file", "input"):
            if not getattr(told, name):
                parser.error(f"--{name.replace('_', '-')} is needed")
        if told.from_start and not told.input.startswith("csv:"):
            parser.error("--from-start is for csv:FILE")
    return told
