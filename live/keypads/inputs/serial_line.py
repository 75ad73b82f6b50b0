"""A serial port, or a TCP line, as pyserial's ``serial_for_url`` opens them."""

import os
import re
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import serial

from live.keypads.inputs.base import Complain, Hear

#: Seconds between two reads: what comes meanwhile is handed on, and spooled, together.
APART = 0.05
#: Seconds that a write may take, and between two attempts to open.
WRITE = 0.1
RETRY = 1.0
#: Bytes of one read at most.
PIECE = 4096
#: Addresses that name a port of another machine.
FAR = ("socket", "rfc2217")


def is_line(name: str) -> bool:
    """Whether this can be a serial port or a TCP line, be it there or not yet."""
    if "://" in name:
        return _is_address(name)
    if not re.search(r"[/\\]", name) and not re.fullmatch(r"COM\d+", name, re.IGNORECASE):
        return False
    # A supplier's file wants csv: before it.
    return not os.path.isfile(name)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme in FAR:
            return bool(parts.hostname and parts.port)
        serial.serial_for_url(url, do_not_open=True)
    except ValueError:
        return False
    except OSError:
        # It looks for what is plugged in.
        return True
    return True


class SerialLine:
    """A line that may be pulled out and put back."""

    rereads = False
    midway = True

    def __init__(self, url: str, *, baud: int) -> None:
        self._url = url
        self._baud = baud
        self._port: Any = None

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Read the line; what came in one read is handed on together."""
        while not stopping.is_set():
            try:
                # A read never waits: one that is cut off in waiting would lose what it has.
                self._port = serial.serial_for_url(
                    self._url, baudrate=self._baud, timeout=0, write_timeout=WRITE
                )
                complain("")
                self._read(hear, stopping)
            except (OSError, ValueError) as error:
                # SerialException is an OSError.
                complain(f"{self._url}: {error}")
            self._close()
            stopping.wait(RETRY)

    def tell(self, text: bytes) -> None:
        """Write to the line; a base station that does not listen loses it."""
        with suppress(OSError):
            if self._port is not None:
                self._port.write(text)

    def _read(self, hear: Hear, stopping: threading.Event) -> None:
        while not stopping.is_set():
            piece = self._port.read(PIECE)
            if piece:
                hear(piece, {})
            if len(piece) < PIECE:
                stopping.wait(APART)

    def _close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(OSError):
                port.close()
