"""Where presses come from: a module for each way, behind one interface."""

from pathlib import Path

from live.keypads.inputs.base import Hear, Input
from live.keypads.inputs.csv_file import CsvFile
from live.keypads.inputs.keyboard import Keyboard
from live.keypads.inputs.serial_line import SerialLine, is_line

WANTED = (
    "“{name}” is no input. Name the port of the base station, such as /dev/ttyUSB0 or COM3; "
    "socket://HOST:PORT; csv:FILE; keyboard; or keyboard:17."
)


def open_input(name: str, *, baud: int, drawn: bool = False, from_start: bool = False) -> Input:
    """The input of a name: ``csv:FILE``, ``keyboard``, or any address that pyserial knows.

    Such as ``/dev/ttyUSB0``, ``COM3``, ``socket://192.168.1.7:4001``. ``drawn``: somebody draws
    on the terminal, and so shows what is typed. ``from_start``: rows that a file has already are
    presses too. Raises ``ValueError`` where it can be none of these.
    """
    kind, colon, rest = name.partition(":")
    if kind == "keyboard":
        if colon and len(rest.split()) != 1:
            raise ValueError(
                "keyboard: wants the number of a keypad behind it, such as keyboard:17."
            )
        return Keyboard(rest.strip(), drawn=drawn)
    if kind == "csv" and rest:
        return CsvFile(Path(rest), from_start=from_start)
    if not is_line(name):
        raise ValueError(WANTED.format(name=name))
    return SerialLine(name, baud=baud)


__all__ = ["CsvFile", "Hear", "Input", "Keyboard", "SerialLine", "open_input"]
