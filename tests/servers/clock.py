"""A clock that is wrong for one process, and can be set while it runs."""

import struct
import subprocess
from pathlib import Path

from tests.servers.processes import find_program

SOURCE = Path(__file__).with_name("shifted_clock.c")


class ShiftedClock:
    """Makes the time of day wrong for whoever runs with ``environment``.

    Raises ``NotInstalled`` where there is no C compiler.
    """

    def __init__(self, folder: Path, *, shift: int = 0) -> None:
        library = folder / "shifted_clock.so"
        if not library.exists():
            compiler = find_program("cc")
            command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE)]
            subprocess.run(command, check=True)
        self._file = folder / f"shift{len(list(folder.glob('shift*')))}"
        self.environment = {"LD_PRELOAD": str(library), "SHIFTED_CLOCK": str(self._file)}
        self._file.write_bytes(struct.pack("=q", shift))

    def set(self, shift: int) -> None:
        """Let the clock be so many seconds ahead (or behind, below zero) from now on."""
        with self._file.open("r+b", buffering=0) as file:
            file.write(struct.pack("=q", shift))
