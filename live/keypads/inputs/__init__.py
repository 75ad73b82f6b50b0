"""Where presses come from: a module for each way, behind one interface."""

from pathlib import Path

from live.keypads.inputs.base import Hear, Input
from live.keypads.inputs.csv_file import CsvFile
from live.keypads.inputs.keyboard import Keyboard
from live.keypads.inputs.serial_line import SerialLine


def open_input(name: str, *, baud: int) -> Input:
    """The input of a name: ``csv:FILE``, ``keyboard``, or any address that pyserial knows.

    Such as ``/dev/ttyUSB0``, ``COM3``, ``socket://192.168.1.7:4001``.
    """
    if name == "keyboard":
        return Keyboard()
    if name.startswith("csv:"):
        return CsvFile(Path(name.removeprefix("csv:")))
    return SerialLine(name, baud=baud)


__all__ = ["CsvFile", "Hear", "Input", "Keyboard", "SerialLine", "open_input"]
