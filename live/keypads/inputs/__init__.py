"""Where presses come from: a module for each way, behind one interface."""

from pathlib import Path

from live.keypads.inputs.base import Hear, Input
from live.keypads.inputs.csv_file import CsvFile
from live.keypads.inputs.keyboard import Keyboard
from live.keypads.inputs.serial_line import SerialLine


def open_input(name: str, *, baud: int, drawn: bool = False, from_start: bool = False) -> Input:
    """The input of a name: ``csv:FILE``, ``keyboard``, or any address that pyserial knows.

    Such as ``/dev/ttyUSB0``, ``COM3``, ``socket://192.168.1.7:4001``. ``drawn``: somebody draws
    on the terminal, and so shows what is typed. ``from_start``: rows that a file has already are
    presses too. Raises ``ValueError``.
    """
    kind, colon, rest = name.partition(":")
    if kind == "keyboard":
        if colon and len(rest.split()) != 1:
            raise ValueError(
                "keyboard: wants the number of a keypad behind it, such as keyboard:17."
            )
        return Keyboard(rest.strip(), drawn=drawn)
    if kind == "csv":
        return CsvFile(Path(rest), from_start=from_start)
    return SerialLine(name, baud=baud)


__all__ = ["CsvFile", "Hear", "Input", "Keyboard", "SerialLine", "open_input"]
